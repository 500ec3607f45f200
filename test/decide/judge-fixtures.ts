/** A run in which everything went well on a phone with metadata encryption and a root shell. Tests spoil it. */

import type { JudgeInput } from '../../src/decide/judge.ts';
import type { ClassCounts, Findings } from '../../src/model/findings.ts';
import type { Plan, Step } from '../../src/model/plan.ts';
import type { Run } from '../../src/model/run.ts';
import type { StateEvidence } from '../../src/model/state-evidence.ts';
import { emptyCounts } from '../../src/sampler/counts.ts';

const fact = <T>(value: T) => ({ value, source: 'getprop' });
const none = { unavailable: 'not asked' };

export function counts(some: Partial<ClassCounts> = {}): ClassCounts {
  return { ...emptyCounts(), ...some };
}

const step = (id: string, verb: Step['verb'], danger: Step['danger'], args: Step['args'] = {}): Step => ({
  id,
  verb,
  args,
  danger,
  words: id,
  timeoutSeconds: 60,
});

export const STEPS: readonly Step[] = [
  step('read-before', 'probe:baseline', 'none', { partition: 'userdata' }),
  step('order', 'adb:write-bcb', 'erases'),
  step('await', 'adb:await-reset', 'none'),
  step('look', 'probe:state', 'none'),
  step('read-after', 'probe:sample', 'none', { partition: 'userdata' }),
];

export function goodPlan(): Plan {
  return {
    version: 1,
    target: {
      seat: '1-2',
      binding: 'strong',
      shownSerial: 'S1',
      identity: {
        kind: 'phone',
        variant: { unavailable: 'not told' },
        rom: { unavailable: 'not told' },
        deviceName: { unavailable: 'not told' },
        storage: { type: { unavailable: 'not told' }, bytes: { unavailable: 'not told' } },
        maker: none,
        brand: none,
        model: none,
        device: none,
        product: none,
        serial: fact('S1'),
        imeis: none,
        fingerprint: none,
        release: none,
        sdk: none,
        securityPatch: none,
        buildType: none,
        debuggable: none,
        launchApiLevel: none,
        encryption: {
          state: fact('encrypted' as const),
          type: fact('file' as const),
          metadata: fact(true),
          deleteAllKeys: fact(true),
        },
        bootLock: none,
        verifiedBoot: none,
        confidence: 'high',
        why: [],
      },
      stateAtPlan: 'device',
    },
    profile: { id: 'aosp', digest: 'd' },
    route: 'root',
    steps: [...STEPS],
    claim: { method: 'purge', technique: 'discard-and-key-destruction', maxLevel: 'STATISTICAL', why: [] },
    returnSeconds: 600,
    erases: [],
    stays: [],
    leaves: [],
    needsOperator: false,
    sdCard: 'leave',
    preflight: [],
    requiredLevel: 'STATE-OBSERVED',
    notTaken: [],
  };
}

export function goodRun(steps: readonly Step[] = STEPS): Run {
  return {
    id: 'r1',
    startedAt: '2026-11-21T10:00:00Z',
    endedAt: '2026-11-21T10:20:00Z',
    ending: { kind: 'done' },
    steps: steps.map(({ id, verb }) => ({
      id,
      verb,
      startedAt: '2026-11-21T10:01:00Z',
      endedAt: '2026-11-21T10:02:00Z',
      outcome: 'done',
    })),
    touched: true,
    acknowledged: true,
    operator: [],
    sdCard: null,
    resumed: false,
  };
}

export function goodFindings(): Findings {
  return {
    version: 1,
    method: 'statistical',
    medium: { node: '/dev/block/by-name/userdata', bytes: 128_000_000_000 },
    windowBytes: 4096,
    channel: 'dd-stream',
    direct: true,
    seed: '0'.repeat(64),
    fresh: { windows: 4603, classes: counts({ zero: 4400, ff: 3, 'random-like': 200 }), knownRandomLike: 0 },
    fixed: { windows: 520, classes: counts({ zero: 500, 'random-like': 20 }), knownRandomLike: 0 },
    baseline: {
      seed: '1'.repeat(64),
      windows: 4603,
      informative: 3000,
      classesBefore: counts({ zero: 1603, 'random-like': 3000 }),
      classesAfter: counts({ zero: 4403, 'random-like': 200 }),
      unchanged: 0,
      unchangedRandomLike: 0,
    },
    canaries: { planted: 0, bytes: 0, visibleBefore: 0, found: 0, void: 'No canaries were planted.' },
    keyBlob: { before: fact('aa'), after: fact('bb') },
    hits: [],
    hitCount: 0,
    bytesRead: 39_000_000,
    startedAt: '2026-11-21T10:05:00Z',
    endedAt: '2026-11-21T10:15:00Z',
  };
}

export function goodState(): StateEvidence {
  return {
    channel: 'root-shell',
    signals: [
      { id: 'boot-reason', says: 'reset', worth: 'decisive', text: 'new user data' },
      { id: 'android-id-changed', says: 'reset', worth: 'supporting', text: 'a new one' },
    ],
  };
}

export function goodInput(): JudgeInput {
  return {
    plan: goodPlan(),
    run: goodRun(),
    findings: goodFindings(),
    state: goodState(),
    identityMatch: 'same',
    requiredLevel: 'STATE-OBSERVED',
  };
}

/** A phone without root: no sample is planned. */
export function lockedInput(): JudgeInput {
  const steps = [step('wipe', 'adb:rescue-wipe', 'erases'), step('look', 'probe:state', 'none')];
  const plan = goodPlan();
  return {
    plan: { ...plan, steps, requiredLevel: 'STATUS-ONLY', claim: { ...plan.claim, method: 'clear' } },
    run: goodRun(steps),
    findings: null,
    state: { channel: 'absent', signals: [{ id: 'left-adb', says: 'unknown', worth: 'supporting', text: '' }] },
    identityMatch: 'unknown',
    requiredLevel: 'STATUS-ONLY',
  };
}

/** A phone whose raw storage nobody can read, and that lets a shell in after its reset: files were planted, and are gone. */
export function probedInput(): JudgeInput {
  const steps = [
    step('plant', 'probe:plant', 'none'),
    step('reset', 'adb:test-harness', 'erases'),
    step('look', 'probe:state', 'none'),
  ];
  const plan = goodPlan();
  const gone = { planted: 2, seenBefore: 2, searched: true, found: 0 };
  return {
    plan: {
      ...plan,
      steps,
      requiredLevel: 'LOGICAL-PROBE',
      claim: { method: 'clear', technique: 'vendor-reset', maxLevel: 'LOGICAL-PROBE', why: [] },
    },
    run: goodRun(steps),
    findings: null,
    state: {
      channel: 'shell',
      signals: [
        { id: 'canaries-gone', says: 'reset', worth: 'supporting', text: 'all gone' },
        ...goodState().signals,
        { id: 'provisioning', says: 'unknown', worth: 'supporting', text: 'set up for tests' },
      ],
      canaries: {
        folders: [
          { folder: '/sdcard', ...gone },
          { folder: '/data/local/tmp', ...gone },
        ],
        void: null,
      },
    },
    identityMatch: 'same',
    requiredLevel: 'LOGICAL-PROBE',
  };
}
