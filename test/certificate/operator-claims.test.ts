/** A person's word, the memory card, and what the phone's words must not carry into the signed body. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClaimsInput, claimsOf } from '../../src/certificate/claims-of.ts';
import { redactor } from '../../src/certificate/redact.ts';
import { canonicalJson } from '../../src/host/canonical-json.ts';
import { EVIDENCE_LEVELS } from '../../src/model/evidence-level.ts';
import type { CardChoice, Plan, Step } from '../../src/model/plan.ts';
import type { CardOutcome, OperatorAnswer, Run, StepRecord } from '../../src/model/run.ts';
import { sdCardClaim } from '../../src/model/sd-card.ts';
import { evidence, identity, plan, verdict } from './evidence.ts';

const step = (id: string, verb: Step['verb'], danger: Step['danger']): Step => ({
  ...{ id, verb, danger, args: {}, words: id, timeoutSeconds: 60 },
});
const at = '2026-01-02T03:05:00.000Z';
const answers: OperatorAnswer[] = [
  { step: 'erase', answer: 'done', by: 'op-7', at },
  { step: 'welcome', answer: 'seen', by: 'op-7', at },
];
const record = (id: string, verb: Step['verb']): StepRecord => ({
  ...{ id, verb, startedAt: at, endedAt: at, outcome: 'done' as const },
  evidence: { reply: 'the person typed "done"', marker: 'operator op-7', observation: 'the phone left the cable' },
});
const guidedPlan: Plan = {
  ...plan,
  steps: [step('erase', 'guide:do', 'erases'), step('welcome', 'guide:confirm', 'none')],
  claim: { ...plan.claim, technique: 'vendor-reset', maxLevel: 'STATE-OBSERVED' },
  requiredLevel: 'STATE-OBSERVED',
  needsOperator: true,
  leaves: ['esim'],
};
const guidedRun: Run = {
  ...evidence.run,
  steps: [record('erase', 'guide:do'), record('welcome', 'guide:confirm')],
  acknowledged: false,
  operator: answers,
};
const guided: ClaimsInput = {
  ...evidence,
  plan: guidedPlan,
  run: guidedRun,
  findings: null,
  verdict: {
    ...verdict,
    level: 'STATE-OBSERVED',
    requiredLevel: 'STATE-OBSERVED',
    claim: { method: 'clear', technique: 'vendor-reset' },
    bound: null,
    worstBound: null,
  },
};
const contradiction = expect.objectContaining({ code: 'BUG_UNREACHABLE' });

describe('what persons said', () => {
  it('stands on the certificate, and the meaning of the level does not speak of the phone', () => {
    const claims = claimsOf(guided);
    expect(claims).toMatchObject({ result: 'PASS', sanitization: { operator: answers, needsOperator: true } });
    expect(claims.sanitization.leaves).toEqual(['esim']);
    expect(claims.verification.meaning).toMatch(/^A person said/);
    expect(claimsOf(evidence).verification.meaning).not.toMatch(/person/);
  });

  it.each<[string, Partial<Run>]>([
    ['no answer at all', { operator: [] }],
    ['a card without an answer', { operator: answers.slice(0, 1) }],
    [
      '"seen" to the card that erases',
      { operator: [{ ...(answers[0] as OperatorAnswer), answer: 'seen' }, ...answers.slice(1)] },
    ],
    [
      'an answer to a card that there is not',
      { operator: [...answers, { ...(answers[0] as OperatorAnswer), step: 'x' }] },
    ],
    ['an answer missing although the phone acknowledged', { operator: [], acknowledged: true }],
  ])('make no PASS with %s', (_what, change) => {
    expect(() => claimsOf({ ...guided, run: { ...guidedRun, ...change } })).toThrow(contradiction);
  });

  it('never make a PASS below an observed state, whatever was asked for', () => {
    for (const level of EVIDENCE_LEVELS.slice(0, EVIDENCE_LEVELS.indexOf('STATE-OBSERVED'))) {
      const lower = { ...guided, plan: { ...guidedPlan, requiredLevel: level } };
      const judged = { ...guided.verdict, level, requiredLevel: level };
      expect(() => claimsOf({ ...lower, verdict: judged }), level).toThrow(contradiction);
    }
  });

  it('are no acknowledgement in a plan that asked nobody', () => {
    expect(() => claimsOf({ ...evidence, run: { ...evidence.run, acknowledged: false, operator: answers } })).toThrow(
      contradiction,
    );
  });
});

describe('the memory card', () => {
  const outcome = (done: CardOutcome['done'], read: CardOutcome['read'] = null): CardOutcome => ({
    ...{ disk: 'disk:179,0', bytes: 1024, done, read },
  });
  const present = (state: 'yes' | 'no' | 'unknown') => [
    { code: 'SD_CARD_PRESENT' as const, severity: 'info' as const, state, text: 'card', source: 'volumes' },
  ];
  const line = (sdCard: CardChoice, result: CardOutcome | null, state: 'yes' | 'no' | 'unknown' = 'yes') =>
    sdCardClaim({ ...plan, sdCard, preflight: present(state) }, { ...evidence.run, sdCard: result });

  it.each([
    ['absent', line('leave', null, 'no')],
    ['left', line('leave', null)],
    ['unknown', line('leave', null, 'unknown')],
    ['unknown', sdCardClaim({ ...plan, preflight: [] }, evidence.run)],
    ['unknown', line('format', null)],
    ['unknown', line('overwrite', null)],
    ['formatted', line('format', outcome('formatted'))],
    ['overwritten', line('overwrite', outcome('overwritten', { places: 9, wrong: 0 }))],
    ['overwritten', line('overwrite', outcome('overwritten'))],
    ['unknown', line('overwrite', outcome('overwritten', { places: 9, wrong: 1 }))],
  ])('is %s', (state, claim) => {
    expect(claim.state).toBe(state);
    expect(claim.text).not.toMatch(/\berased\b(?!\.)/);
  });

  it.each<[string, CardChoice, CardOutcome | null]>([
    ['was to be formatted, and nothing is known', 'format', null],
    ['was to be written over, and was formatted', 'overwrite', outcome('formatted')],
    ['was to be left, and was formatted', 'leave', outcome('formatted')],
    ['does not hold what was written', 'overwrite', outcome('overwritten', { places: 9, wrong: 1 })],
  ])('that %s makes no PASS', (_what, sdCard, result) => {
    const input = { ...evidence, plan: { ...plan, sdCard }, run: { ...evidence.run, sdCard: result } };
    expect(() => claimsOf(input)).toThrow(contradiction);
    const failed = claimsOf({ ...input, verdict: { ...verdict, result: 'unknown' } });
    expect(failed.sanitization.sdCard).toEqual(sdCardClaim(input.plan, input.run));
  });
});

describe('words of the phone', () => {
  const secrets = [
    'somebody@example.org',
    'com.acme.mdm/.AdminReceiver',
    'com.acme.mdm/com.acme.mdm.Admin',
    '89014103211118510720',
  ];

  it('bring no account, administrator or long number into the signed body, wherever they stand', () => {
    for (const secret of secrets) {
      const item = {
        ...{ code: 'DEVICE_MANAGED' as const, severity: 'warns' as const, state: 'yes' as const },
        ...{ text: `Managed by ${secret}.`, action: `Ask ${secret}.`, source: `owners: ${secret}` },
      };
      const input: ClaimsInput = {
        ...evidence,
        plan: { ...plan, preflight: [item] },
        run: {
          ...evidence.run,
          ending: { kind: 'failed', at: 'wipe', code: 'DEVICE_GONE', message: `lost ${secret}` },
          steps: evidence.run.steps.map((each) => ({
            ...each,
            evidence: { reply: secret, marker: `x ${secret}`, observation: secret },
          })),
        },
        state: {
          channel: 'shell',
          signals: [{ id: 'frp', says: 'unknown', worth: 'supporting', text: `bound to ${secret}` }],
          preflightAfter: [item],
        },
        verdict: { ...verdict, result: 'unknown' },
      };
      expect(canonicalJson(claimsOf(input)), secret).not.toContain(secret);
    }
  });

  it('of dumpsys lose the name of the account and keep the rest', () => {
    const { phone } = redactor(identity, 'S1');
    expect(phone('Account {name=Some Body, type=com.google}')).toBe('Account {[withheld], type=com.google}');
    expect(phone('/dev/block/by-name/userdata: 4096 bytes at 12345678')).toBe(
      '/dev/block/by-name/userdata: 4096 bytes at 12345678',
    );
    expect(phone('Data wipe complete.')).toBe('Data wipe complete.');
    const digest = 'a1b2c3d4'.repeat(8);
    expect(phone(`digest ${digest}`)).toBe(`digest ${digest}`);
  });

  it('words of the profile keep their addresses', () => {
    const text = 'See https://source.android.com/docs and android.os/RecoverySystem.';
    expect(redactor(identity, 'S1')(text)).toBe(text);
  });

  it('are bounded and well formed, whatever they are', () => {
    const { phone } = redactor(identity, 'S1');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (text) => {
        const clean = phone(text);
        expect(clean.length).toBeLessThanOrEqual(600);
        expect(clean.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('the phone and its storage', () => {
  it('carry variant, system, trade name, and the size and kind of the medium with their sources', () => {
    const told: ClaimsInput['identity'] = {
      ...identity,
      variant: { value: 'avd', source: 'ro.hardware' },
      rom: { value: 'lineage', source: 'ro.lineage.version' },
      deviceName: { value: 'Example Note 9', source: 'ro.product.marketname' },
      storage: { type: { value: 'ufs', source: 'ro.boot.bootdevice' }, bytes: { value: 128e9, source: 'diskstats' } },
    };
    const claims = claimsOf({
      ...evidence,
      identity: told,
      plan: { ...plan, target: { ...plan.target, identity: told } },
    });
    expect(claims.phone).toMatchObject({ variant: told.variant, rom: told.rom, deviceName: told.deviceName });
    expect(claims.media).toEqual({
      type: { value: 'flash memory (UFS)', source: 'ro.boot.bootdevice' },
      capacityBytes: told.storage.bytes,
    });
  });
});
