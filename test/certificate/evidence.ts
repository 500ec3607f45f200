/** Evidence of one good run on a virtual phone, and the key that the vectors are signed with. Test data only. */
import { createPrivateKey } from 'node:crypto';
import { type ClaimsInput, claimsOf } from '../../src/certificate/claims-of.ts';
import { keySigner } from '../../src/certificate/signer.ts';
import { digestOf } from '../../src/host/canonical-json.ts';
import type { Random } from '../../src/host/random.ts';
import type { Findings } from '../../src/model/findings.ts';
import type { Identity } from '../../src/model/identity.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { emptyCounts } from '../../src/sampler/counts.ts';

/** The private key of RFC 8037 appendix A.1: public, so worth nothing but for tests. */
export const TEST_JWK = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
} as const;
export const testPrivateKey = createPrivateKey({ key: TEST_JWK, format: 'jwk' });
export const testSigner = keySigner(testPrivateKey);

/** Repeatable bytes: each call gives other ones, the same in every process. */
export function countingRandom(seed = 0): Random {
  let counter = seed;
  return {
    bytes: (count) => {
      const blocks: string[] = [];
      for (let made = 0; made < count; made += 32) blocks.push(digestOf({ counter: counter++ }));
      return new Uint8Array(Buffer.from(blocks.join(''), 'hex').subarray(0, count));
    },
  };
}

const source = 'getprop';
const fact = <T>(value: T) => ({ value, source });

export const identity: Identity = {
  kind: 'virtual',
  variant: { unavailable: 'not told' },
  rom: { unavailable: 'not told' },
  deviceName: { unavailable: 'not told' },
  storage: { type: { unavailable: 'not told' }, bytes: { unavailable: 'not told' } },
  maker: fact('Examplar'),
  brand: fact('examplar'),
  model: fact('Example One'),
  device: fact('example'),
  product: fact('example_eea'),
  serial: fact('R58M12ABCDE'),
  imeis: fact(['490154203237518']),
  fingerprint: fact('examplar/example/example:14/UP1A.231005.007/1:user/release-keys'),
  release: fact('14'),
  sdk: fact(34),
  securityPatch: { unavailable: 'the property was empty' },
  buildType: fact('user'),
  debuggable: fact(false),
  launchApiLevel: fact(33),
  encryption: { state: fact('encrypted'), type: fact('file'), metadata: fact(true), deleteAllKeys: fact(true) },
  bootLock: fact('locked'),
  verifiedBoot: fact('green'),
  confidence: 'high',
  why: [],
};

const none = emptyCounts();

export const findings: Findings = {
  version: 1,
  method: 'statistical',
  medium: { node: '/dev/block/by-name/userdata', bytes: 64 * 1024 ** 3 },
  windowBytes: 4096,
  channel: 'dd-stream',
  direct: true,
  seed: 'a'.repeat(64),
  fresh: { windows: 4603, classes: { ...none, zero: 4603 } },
  fixed: { windows: 8, classes: { ...none, zero: 8 } },
  baseline: {
    seed: 'b'.repeat(64),
    windows: 512,
    informative: 500,
    classesBefore: { ...none, zero: 12, 'random-like': 500 },
    classesAfter: { ...none, zero: 512 },
    unchanged: 0,
    unchangedRandomLike: 0,
  },
  canaries: { planted: 16, bytes: 1_048_576, visibleBefore: 0, found: 0, void: 'no canary was visible before' },
  keyBlob: { before: fact('c'.repeat(64)), after: fact('d'.repeat(64)) },
  hits: [],
  hitCount: 0,
  bytesRead: 20_983_808,
  startedAt: '2026-01-02T03:10:00.000Z',
  endedAt: '2026-01-02T03:12:00.000Z',
};

export const plan: Plan = {
  version: 1,
  target: { seat: 'usb:1-4', binding: 'strong', shownSerial: 'R58M12ABCDE', identity, stateAtPlan: 'device' },
  profile: { id: 'examplar', digest: 'e'.repeat(64) },
  route: 'rescue-party',
  steps: [
    {
      id: 'wipe',
      verb: 'adb:rescue-wipe',
      args: {},
      words: 'Erase all user data.',
      danger: 'erases',
      timeoutSeconds: 600,
    },
  ],
  claim: { method: 'clear', technique: 'discard', maxLevel: 'STATISTICAL', why: ['recovery discards userdata'] },
  returnSeconds: 600,
  erases: ['all user data on the internal storage'],
  stays: ['SIM and eSIM profiles'],
  leaves: [],
  needsOperator: false,
  sdCard: 'leave',
  preflight: [
    { code: 'ACCOUNTS_PRESENT', severity: 'warns', state: 'no', text: 'No account is signed in.', source: 'dumpsys' },
  ],
  requiredLevel: 'STATISTICAL',
  notTaken: [],
};

export const verdict: Verdict = {
  result: 'verified',
  level: 'STATISTICAL',
  requiredLevel: 'STATISTICAL',
  claim: { method: 'clear', technique: 'discard' },
  reasons: [],
  bound: { confidence: 0.99, fraction: 0.001, bytes: 68_719_477 },
  worstBound: { confidence: 0.99, fraction: 0.001, bytes: 68_719_477 },
};

export const evidence: ClaimsInput = {
  id: '018d3f00-0000-7000-8000-000000000001',
  issuedAt: '2026-01-02T03:15:00.000Z',
  identity,
  plan,
  run: {
    id: 'run-1',
    startedAt: '2026-01-02T03:04:05.000Z',
    endedAt: '2026-01-02T03:12:00.000Z',
    ending: { kind: 'done' },
    steps: [
      {
        id: 'wipe',
        verb: 'adb:rescue-wipe',
        startedAt: '2026-01-02T03:04:06.000Z',
        endedAt: '2026-01-02T03:06:00.000Z',
        outcome: 'done',
        evidence: { reply: 'OKAY from R58M12ABCDE', marker: 'wipe complete', observation: 'phone came back' },
      },
    ],
    touched: true,
    acknowledged: true,
    operator: [],
    sdCard: null,
    resumed: false,
  },
  findings,
  state: {
    channel: 'root-shell',
    signals: [{ id: 'android-id-changed', says: 'reset', worth: 'supporting', text: 'The Android id is another one.' }],
  },
  verdict,
  journalDigest: 'f'.repeat(64),
  tool: { name: 'wipebench', version: '0.1.0' },
  settings: {
    organisation: 'Example Refurbishing',
    site: 'Bench 1',
    operator: { id: 'op-7', name: 'Ada Example', title: 'Technician' },
  },
  asset: { propertyNumber: 'P-1', lot: 'L-9' },
};

export const goodClaims = claimsOf(evidence);
