/** Preflight is read again after the wipe, where somebody answers; the journal gets it, and no dump of a service. */
import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/drivers/driver.ts';
import { READING_COMMANDS, type ShellReading } from '../../src/engine/ask.ts';
import { executePlan } from '../../src/engine/execute.ts';
import { interrogate } from '../../src/engine/interrogate.ts';
import type { Link } from '../../src/engine/link.ts';
import { PREFLIGHT_CODES, type PreflightCode, type PreflightItem } from '../../src/model/preflight.ts';
import { stateEvidenceSchema } from '../../src/model/state-evidence.ts';
import { PIXEL, printed } from '../decide/properties.ts';
import { inputOf, linkOn, memory, memoryJournal, planOf, SIGHTING, step } from './fixtures.ts';

type Answers = Partial<Record<ShellReading, string>>;

/** Everything else is refused, as by a program that is missing. */
function phone(answers: Answers): Session & { readonly asked: string[] } {
  const asked: string[] = [];
  const byCommand = new Map(
    Object.entries(answers).map(([name, text]) => [READING_COMMANDS[name as ShellReading], text]),
  );
  return {
    asked,
    close: async () => undefined,
    shell: {
      run: async (command) => {
        asked.push(command);
        const text = byCommand.get(command);
        return text === undefined
          ? { exitCode: 127, stdout: '', stderr: `/system/bin/sh: ${command}: not found\n` }
          : { exitCode: 0, stdout: text, stderr: '' };
      },
      stream: () => Promise.reject(new Error('no stream')),
    },
  };
}

async function look(session: Session, change: Partial<Link> = {}) {
  const kept = memory();
  const journal = memoryJournal();
  const there: Partial<Link> = { awaitReturn: async () => ({ ...SIGHTING, state: 'device' as const }), ...change };
  const plan = planOf(step('look', 'probe:state'));
  await executePlan(inputOf(plan, linkOn(session, there), { memory: kept, journal }));
  return { state: kept.state, recorded: JSON.stringify(journal.entries) };
}

const stateOf = (items: readonly PreflightItem[] | undefined, code: PreflightCode) =>
  items?.find((item) => item.code === code)?.state;

describe('after the wipe', () => {
  const reset: Answers = {
    uid: '2000\n',
    props: printed({ ...PIXEL, 'gsm.sim.state': 'LOADED,ABSENT' }),
    accounts: 'User UserInfo{0:Owner:c13}:\n  Accounts: 0\n',
    owners: 'no owners\n',
    users: 'Users:\n\tUserInfo{0:Owner:c13} running\n',
    'secure-frp-mode': '1\n',
    'lock-settings': 'Current lock settings service state:\n  User 0\n    CredentialType: NONE\n',
  };

  test('a shell is asked everything again, and what it says is recorded', async () => {
    const { state, recorded } = await look(phone(reset));
    expect(stateEvidenceSchema.parse(state).channel).toBe('shell');
    expect(state?.preflightAfter?.map(({ code }) => code)).toEqual([...PREFLIGHT_CODES]);
    const told = (code: PreflightCode) => stateOf(state?.preflightAfter, code);
    expect([told('ACCOUNTS_PRESENT'), told('FRP_ACTIVE'), told('SIM_PRESENT'), told('SCREEN_LOCK_SET')]).toEqual([
      'no',
      'yes',
      'yes',
      'no',
    ]);
    expect(told('BATTERY_LOW')).toBe('unknown');
    expect(recorded).toContain('"preflightAfter"');
  });

  test('trade-in mode tells of the protection, and nothing else is asked of it', async () => {
    const session = phone({ 'trade-in': '{"locks":{"factory_reset_protection":true}}' });
    const { state } = await look(session);
    expect(state?.channel).toBe('trade-in');
    expect(stateOf(state?.preflightAfter, 'FRP_ACTIVE')).toBe('yes');
    expect(stateOf(state?.preflightAfter, 'ACCOUNTS_PRESENT')).toBe('unknown');
    expect(session.asked).toEqual([READING_COMMANDS.uid, READING_COMMANDS['trade-in']]);
  });

  test.each<[string, Session, Partial<Link>]>([
    ['refuses everything', phone({}), {}],
    ['is unauthorized', phone(reset), { awaitReturn: async () => ({ ...SIGHTING, state: 'unauthorized' as const }) }],
  ])('a phone that %s has no preflight', async (_what, session, change) => {
    const { state } = await look(session, change);
    expect(state).not.toBeNull();
    expect(state?.preflightAfter).toBeUndefined();
  });
});

describe('before the wipe', () => {
  test('dumps of services are judged and not kept', async () => {
    const secret = '+49 170 0000000';
    const session = phone({
      uid: '2000\n',
      props: printed(PIXEL),
      accounts: '  Accounts: 1\n',
      subscriptions: `SubscriptionController:\n {id=1 number=${secret} isEmbedded=true}\n`,
      'device-policy': `Current Device Policy Manager state:\n  Device Owner: \n    name=${secret}\n`,
      keyguard: `  KeyguardServiceDelegate\n    secure=true\n  ${secret}\n`,
    });
    const found = await interrogate(session, new AbortController().signal);
    expect(JSON.stringify(found)).not.toContain(secret);
    expect(stateOf(found.preflight, 'ESIM_PRESENT')).toBe('yes');
    expect(stateOf(found.preflight, 'DEVICE_MANAGED')).toBe('yes');
    expect(stateOf(found.preflight, 'SCREEN_LOCK_SET')).toBe('yes');
    expect(found.readings.accounts).toMatchObject({ exitCode: 0 });
  });

  test('a phone in a boot loader is judged by what it tells unasked', async () => {
    const found = await interrogate({ close: async () => undefined }, new AbortController().signal);
    expect(found.preflight.map(({ code }) => code)).toEqual([...PREFLIGHT_CODES]);
    for (const { state, source } of found.preflight) expect([state, source === '']).toEqual(['unknown', false]);
  });
});
