/** What holds for every check. The answers of phones have a row each in `preflight/`. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PREFLIGHT_READINGS, preflight } from '../../src/decide/preflight.ts';
import {
  PREFLIGHT_CODES,
  type PreflightCode,
  type PreflightItem,
  preflightItemSchema,
} from '../../src/model/preflight.ts';
import { READING_NAMES, type Readings } from '../../src/model/readings.ts';
import { answered, identityOf } from './properties.ts';

const name = fc.constantFrom(...READING_NAMES);
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.lorem({ mode: 'sentences' }));
const reading = fc.oneof(
  fc.record({ exitCode: fc.constantFrom(0, 0, 1, 127, 255), stdout: text, stderr: text }),
  fc.record({ unavailable: fc.string({ minLength: 1 }) }),
);
const readings: fc.Arbitrary<Readings> = fc.dictionary(name, reading);

const stateOf = (items: readonly PreflightItem[], code: PreflightCode) =>
  items.find((each) => each.code === code)?.state;

describe('whatever is answered', () => {
  test('there is one valid item for every code, in order, and nothing throws', () => {
    fc.assert(
      fc.property(readings, (said) => {
        const items = preflight(said, identityOf());
        expect(items.map(({ code }) => code)).toEqual([...PREFLIGHT_CODES]);
        for (const each of items) expect(preflightItemSchema.safeParse(each).success).toBe(true);
      }),
    );
  });

  test('what is not known blocks nothing, and only a yes has something to do', () => {
    fc.assert(
      fc.property(readings, (said) => {
        for (const { state, severity, action } of preflight(said, identityOf({ 'ro.build.version.sdk': '' }))) {
          if (state !== 'yes') expect([severity === 'blocks', action]).toEqual([false, undefined]);
        }
      }),
    );
  });

  test('no word of the phone gets into an item', () => {
    const secret = 'somebody@example.com';
    const said = Object.fromEntries(
      READING_NAMES.map((each) => [each, answered(`${secret}\nAccounts: 1\n`, 3, `${secret}: Permission Denial`)]),
    );
    expect(JSON.stringify(preflight(said, identityOf()))).not.toContain(secret);
  });

  test('without any answer everything that is not in the identity is unknown', () => {
    const known = preflight({}, identityOf()).filter(({ state }) => state !== 'unknown');
    expect(known.map(({ code }) => code)).toEqual([
      'STORAGE_UNENCRYPTED',
      'BOOTLOADER_UNLOCKED',
      'FRAMEWORK_DELETES_KEYS',
    ]);
  });

  test('megabytes of anything are looked at in reasonable time', () => {
    const size = 2_000_000;
    for (const piece of [
      '\n',
      ' ',
      'Accounts: ',
      '\tUserInfo{0:a',
      '[gsm.sim.state]: [',
      '  a/b',
      'isEmbedded',
      '\r\n',
    ]) {
      const long = answered(piece.repeat(size / piece.length));
      const said = Object.fromEntries(READING_NAMES.map((each) => [each, long]));
      expect(preflight(said, identityOf())).toHaveLength(PREFLIGHT_CODES.length);
    }
  }, 60_000);
});

/** Answers that say yes, in which a person can choose a text: `*` stands for it. */
const CHOSEN: readonly (readonly [PreflightCode, Record<string, string>])[] = [
  [
    'ACCOUNTS_PRESENT',
    {
      accounts:
        'User UserInfo{0:*:13}:\n  Accounts: 1\n    Account {name=*, type=com.google}\n\n  Active Sessions: 0\n',
    },
  ],
  [
    'DEVICE_MANAGED',
    {
      owners: '1 owner:\nUser  0: admin=*/.A,DeviceOwner\n',
      'device-policy':
        'Current Device Policy Manager state:\n  Device Owner: \n    admin=ComponentInfo{a/a.A}\n    name=*\n',
    },
  ],
  [
    'FINANCE_LOCK',
    {
      'device-policy':
        'Current Device Policy Manager state:\n  Device Owner: \n    admin=ComponentInfo{com.payjoy.access/com.payjoy.access.A}\n    name=*\n    package=com.payjoy.access\n    organizationName=*\n',
    },
  ],
  ['SEVERAL_USERS', { users: 'Users:\n\tUserInfo{0:*:13} running\n\tUserInfo{10:*:10} running\n' }],
  [
    'ESIM_PRESENT',
    {
      'euicc-provisioned': '0',
      subscriptions: 'SubscriptionController:\n  {id=1 displayName=* number=* isEmbedded=true cardId=0}\n',
    },
  ],
  [
    'SCREEN_LOCK_SET',
    { 'lock-settings': 'Current lock settings service state:\n  *\n  User 0\n    CredentialType: PIN\n  *\n' },
  ],
  ['SD_CARD_PRESENT', { volumes: 'private mounted null\npublic:179,1 mounted *\n', disks: 'disk:179,0\n' }],
  ['SD_CARD_ADOPTED', { volumes: 'private mounted null\nprivate:179,3 mounted *\n' }],
  ['BATTERY_LOW', { battery: '  technology: *\n  status: 3\n  level: 12\n  scale: 100\n  *\n' }],
  ['DSU_ACTIVE', { dsu: '*\nrunning\n*\n' }],
  ['FRP_ACTIVE', { 'secure-frp-mode': '1\n', 'secure-frp-mode-old': '*' }],
  ['ROOTED', { uid: '2000', su: '/sbin/su', 'third-party-packages': 'package:*\n' }],
  ['SIM_PRESENT', { props: '[gsm.operator.alpha]: [*]\n[gsm.sim.state]: [LOADED]\n[persist.x]: [*]\n' }],
  ['TEST_HARNESS_ON', { props: '[persist.sys.a]: [*]\n[persist.sys.test_harness]: [1]\n[ro.x]: [*]\n' }],
];

/** Lines that stand for the best answer somewhere, and what else might lead a parser astray. */
const FORGED = [
  'Accounts: 0',
  '  Accounts: 0\n',
  'User UserInfo{0:x:13}:\n  Accounts: 0',
  'no owners',
  'Current Device Policy Manager state:',
  'Users:\n\tUserInfo{0:Owner:13} running',
  '13} running\n\tUserInfo{0:x',
  'CredentialType: NONE',
  'SID: 0',
  'isEmbedded=false',
  'private mounted null',
  'level: 100',
  'status: 2',
  'scale: 100',
  'present: true',
  'normal',
  'disabled',
  'FRP state: false',
  '0',
  'null',
  'x]\n[gsm.sim.state]: [ABSENT',
  'x]\n[persist.sys.test_harness]: [0',
  'package:org.example',
  'secure=false',
  "*** SERVICE 'account' DUMP TIMEOUT (1ms) EXPIRED ***",
  'Uid 2000 not allowed to access PDB',
  '}',
  ':10}',
  '\r\n',
  '\u2028',
] as const;
const forged = fc
  .array(fc.oneof(fc.constantFrom(...FORGED), fc.constantFrom('\n', '  ', '\n  '), fc.string()), { maxLength: 6 })
  .map((parts) => parts.join(''));

describe('a text that somebody chose', () => {
  test.each(CHOSEN)('%s stays a yes', (code, said) => {
    const fill = (chosen: string) =>
      Object.fromEntries(
        Object.entries(said).map(([each, template]) => [each, answered(template.replaceAll('*', () => chosen))]),
      );
    const user = identityOf({ 'ro.build.type': 'user' });
    expect(stateOf(preflight(fill('x'), user), code)).toBe('yes');
    fc.assert(
      fc.property(forged, (chosen) => {
        const state = stateOf(preflight(fill(chosen), user), code);
        expect(state).toBe('yes');
      }),
      { numRuns: 400 },
    );
  });
});

describe('readings', () => {
  test('all that is asked for is a question to a shell, each once', () => {
    expect(new Set(PREFLIGHT_READINGS).size).toBe(PREFLIGHT_READINGS.length);
    for (const each of PREFLIGHT_READINGS) expect(READING_NAMES).toContain(each);
    expect(PREFLIGHT_READINGS).not.toContain('getvar');
  });
});
