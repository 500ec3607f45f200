/**
 * What a reading says by itself, without anything known from before: the check that a stranger can make on any phone or
 * image. Pure. Each technique predicts what it leaves behind; what else is found either contradicts it or proves nothing.
 *
 * Data that looks random proves nothing unless the technique writes such data: ciphertext, compressed files and random
 * fill look alike. After destroying a key it is what one expects, and without evidence of the key it stays a doubt.
 */
import { EXPECTATION_RULES, type Expectation, type ReadingVerdict } from '../model/expectation.ts';
import { BLOCK_CLASSES, type BlockClass, type Bound, type ClassCounts, type Findings } from '../model/findings.ts';
import type { VerdictResult } from '../model/verdict.ts';
import { isTooFast, LARGEST_WORST_SHARE, LEAST_WINDOWS, levelOf } from './assess.ts';
import { binomialUpper } from './assess-bound.ts';
import { FALSE_STRUCTURED, isChance } from './assess-windows.ts';

const REASONS = {
  LEFTOVER: 'Places hold something that this technique cannot leave behind.',
  CHANCE: 'So few places look structured that chance among random data explains them as well.',
  DOUBTFUL: 'Places hold something that is neither what the technique leaves nor a sign of content.',
  RANDOM_LIKE: 'Data that looks random may be old ciphertext or compressed files; nothing here tells them apart.',
  NO_KEY_EVIDENCE:
    'Ciphertext looks the same with its key and without. That the key was destroyed can only be shown at the wipe itself.',
  UNREADABLE: 'Places could not be read, and an unread place is not clean.',
  STOPPED: 'The reading was ended at its first hit, so most places were never read.',
  TOO_FEW: 'Too few places were read to say that less than one per cent is dirty.',
  LESS_THAN_ASKED: 'Fewer places were read than the share that was asked for needs.',
  CACHE: 'The bytes may have come from a cache instead of the storage.',
  TOO_FAST: 'The answers came faster than the interface of the storage can carry.',
  NOTHING_READ: 'No place could be read.',
} as const;
export type ExpectationCode = keyof typeof REASONS;

/** With one of these the reading is no evidence of any level. */
const TOO_POOR: readonly ExpectationCode[] = ['TOO_FEW', 'NOTHING_READ', 'STOPPED', 'TOO_FAST'];

export interface ReadingPolicy {
  readonly confidence: number;
  /** The share of the medium that must be ruled out. */
  readonly fraction: number;
}

/** The classes that are reported with their place. */
export function hitClasses(expectation: Expectation): readonly BlockClass[] {
  const { expected, doubtful } = EXPECTATION_RULES[expectation];
  return BLOCK_CLASSES.filter((name) => name !== 'unreadable' && !expected.includes(name) && !doubtful.includes(name));
}

/** Total: never throws for findings that fit their schema. */
export function judgeReading(findings: Findings, expectation: Expectation, policy: ReadingPolicy): ReadingVerdict {
  const { fresh, fixed, subsections, weighted, windowBytes, medium } = findings;
  const { doubtful } = EXPECTATION_RULES[expectation];
  const bad = hitClasses(expectation);
  const sets = [fresh, fixed, subsections, weighted].flatMap((set) => (set === undefined ? [] : [set.classes]));
  const count = (names: readonly BlockClass[]) => sets.reduce((sum, classes) => sum + countOf(classes, names), 0);
  const codes = new Set<ExpectationCode>();
  const leftovers = count(bad);
  const blocks = windowBytes / 4096;
  const predictsRandom = expectation === 'random' || expectation === 'crypto-erase';
  const byChance =
    predictsRandom &&
    leftovers === count(['structured']) &&
    sets.every((classes) => classes.structured === 0 || isChance(classes, blocks));
  if (leftovers > 0) codes.add(byChance ? 'CHANCE' : 'LEFTOVER');
  if (count(doubtful) > 0)
    codes.add(doubtful.includes('random-like') && count(['random-like']) > 0 ? 'RANDOM_LIKE' : 'DOUBTFUL');
  if (expectation === 'crypto-erase' && count(['random-like']) > 0) codes.add('NO_KEY_EVIDENCE');
  if (findings.stopped) codes.add('STOPPED');
  if (isTooFast(findings)) codes.add('TOO_FAST');
  if (!findings.direct) codes.add('CACHE');

  const units = Math.floor(medium.bytes / windowBytes);
  const unreadable = count(['unreadable']);
  const read = sets.reduce((sum, classes) => sum + sumOf(classes), 0) - unreadable;
  if (read === 0) codes.add('NOTHING_READ');
  const upper = (worst: boolean): Bound | null => {
    const lost = fresh.classes.unreadable;
    const draws = worst ? fresh.windows : fresh.windows - lost;
    if (fresh.windows === 0) return null;
    const dirty = countOf(fresh.classes, [...bad, ...doubtful]) + (worst ? lost : 0);
    const all = fresh.windows >= units && draws > 0;
    const fraction = all ? dirty / draws : binomialUpper(dirty, draws, policy.confidence);
    return { confidence: policy.confidence, fraction, bytes: Math.ceil(fraction * medium.bytes) };
  };
  const [bound, worstBound] = [upper(false), upper(true)];
  if (unreadable > 0 && (worstBound?.fraction ?? 1) > LARGEST_WORST_SHARE) codes.add('UNREADABLE');
  if (fixed.classes.unreadable > 0) codes.add('UNREADABLE');
  if (fresh.windows < LEAST_WINDOWS && fresh.windows < units) codes.add('TOO_FEW');
  else if ((bound?.fraction ?? 1) > policy.fraction && fresh.windows < units) codes.add('LESS_THAN_ASKED');

  const weak = ['TOO_FEW', 'LESS_THAN_ASKED', 'CACHE'] as const;
  const doubts = [...codes].filter((code) => !weak.some((other) => other === code));
  const verdict: VerdictResult = codes.has('LEFTOVER')
    ? 'not-sanitized'
    : doubts.length > 0
      ? 'unknown'
      : codes.size > 0
        ? 'performed-unverified'
        : 'verified';
  return {
    verdict,
    level: TOO_POOR.some((code) => codes.has(code)) ? 'NOT-VERIFIED' : levelOf(findings, unreadable),
    reasons: [...codes].sort().map((code) => ({ code, text: REASONS[code] })),
    bound,
    worstBound,
    falseAlarms: count(['random-like']) * blocks * FALSE_STRUCTURED,
  };
}

function countOf(classes: ClassCounts, names: readonly BlockClass[]): number {
  return names.reduce((sum, name) => sum + classes[name], 0);
}

function sumOf(classes: ClassCounts): number {
  return Object.values(classes).reduce((sum, number) => sum + number, 0);
}
