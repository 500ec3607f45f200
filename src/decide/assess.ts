/**
 * What a sample of the raw storage says. Pure: the same findings give the same assessment.
 *
 * Why the bound holds. Let q be the share of windows that still hold what they must not. The paired places were drawn
 * at random before the wipe, one per stratum, and are read again: whatever stayed there is recognised by its keyed hash
 * even if it looks like noise, so all of them miss with a chance of at most (1 - q)^n. That argument needs a phone that
 * does not treat these places differently because they were read before. The fresh places were drawn after the wipe
 * with a seed the phone could not know: nothing can be prepared for them, but old noise is not recognised there. Each
 * set covers the weakness of the other, so the larger of the two bounds is printed, and two sets that disagree by more
 * than chance are never believed. Every window that does not conform counts as dirty, whatever the reason.
 *
 * After writing over the storage every place is compared with what was written there. A stream that only this run could
 * make leaves nothing to guess: a place conforms when it matches, so neither set needs the other's help.
 */

import { factValue } from '../model/fact.ts';
import type { Bound, ClassCounts, Findings } from '../model/findings.ts';
import type { Technique } from '../model/plan.ts';
import { sharesDisagree } from './assess-agree.ts';
import { binomialUpper } from './assess-bound.ts';
import { type AssessCode, type AssessReason, assessReason } from './assess-reasons.ts';
import { contradictions } from './assess-sums.ts';
import { judgeFilledSet, judgeSet, type SetJudgement, type SetRules } from './assess-windows.ts';

export interface AssessContext {
  readonly technique: Technique;
  /** Whether all of the medium was encrypted below the file system; undefined when nobody knows. */
  readonly encryptedBefore: boolean | undefined;
}

export interface Assessment {
  /** Windows of all three sets; one that is in two sets is counted in both. */
  readonly conforming: number;
  readonly violating: number;
  readonly inconclusive: number;
  readonly unreadable: number;
  readonly key: 'changed' | 'unchanged' | 'unknown';
  readonly reasons: readonly AssessReason[];
  /** Over the windows that could be read. Null when nothing was sampled. */
  readonly bound: Bound | null;
  /** With every unreadable window counted as dirty. */
  readonly worstBound: Bound | null;
  /** The level this sample carries; null when it carries none. */
  readonly level: 'STATISTICAL' | 'R1-REPRESENTATIVE' | 'FULL-READ' | null;
}

export const CONFIDENCE = 0.99;
/** Fewest places for STATISTICAL: 99 % confidence that less than 1 % is dirty. */
export const LEAST_WINDOWS = 459;
/** Fewest places with something to compare: all of them change by luck only if less than 15 % of the content stayed. */
export const LEAST_INFORMATIVE = 30;
/** Largest share that may be dirty when every unreadable window is. */
export const LARGEST_WORST_SHARE = 0.01;

/** Total: never throws for findings that fit their schema. */
export function assess(findings: Findings, context: AssessContext): Assessment {
  const codes = new Set<AssessCode>(contradictions(findings));
  const { baseline, fresh, fixed, medium, windowBytes } = findings;
  const encrypted = context.encryptedBefore === true;
  const key = keyState(findings);
  const keyDestroyed = encrypted && key === 'changed' && context.technique === 'discard-and-key-destruction';
  const plaintextBefore = baseline !== null && holdsPlaintext(baseline.classesBefore);
  const paired = baseline !== null && baseline.unchanged === 0 && comparable(baseline) >= LEAST_INFORMATIVE;
  const rules: SetRules = {
    // A wipe that counts on no key may leave a plain file system where all was ciphertext (TWRP, full disk encryption):
    // readable structure is then new, which is a doubt about the phone and no proof against it.
    encrypted: encrypted && context.technique !== 'discard',
    ciphertextOfDeadKey: keyDestroyed,
    newCiphertext: keyDestroyed && paired && !plaintextBefore,
    blocksPerWindow: windowBytes / 4096,
  };
  const units = Math.floor(medium.bytes / windowBytes);
  const fill = context.technique === 'overwrite' ? findings.fill : undefined;
  if (context.technique === 'overwrite' && fill === undefined) codes.add('FILL_NOT_CHECKED');
  if (context.technique !== 'overwrite' && findings.fill !== undefined) codes.add('FINDINGS_INCONSISTENT');
  const sets: SetJudgement[] =
    fill === undefined
      ? [
          judgeSet(fresh.classes, fresh.knownRandomLike ?? 0, rules),
          // A file system has to begin somewhere: structure at its fixed places accuses nobody, and acquits nobody.
          judgeSet(fixed.classes, fixed.knownRandomLike ?? 0, { ...rules, encrypted: false }),
        ]
      : [judgeFilledSet(fresh.classes, fill.fresh), judgeFilledSet(fixed.classes, fill.fixed)];
  const [freshSet] = sets as [SetJudgement];
  let pairedSet: SetJudgement | null = null;
  if (baseline !== null) {
    pairedSet = fill?.baseline
      ? judgeFilledSet(baseline.classesAfter, fill.baseline)
      : judgeSet(baseline.classesAfter, baseline.unchangedRandomLike, rules);
    sets.push(pairedSet);
    if (baseline.unchanged > baseline.unchangedRandomLike) codes.add('CONTENT_REMAINED');
    else if (baseline.unchanged > 0) codes.add(keyDestroyed ? 'CIPHERTEXT_REMAINED' : 'CONTENT_REMAINED');
  }
  // Beside the bound: what they find counts against the phone, and finding nothing makes the bound no better.
  for (const name of ['subsections', 'weighted'] as const) {
    const set = findings[name];
    if (set === undefined) continue;
    const filled = fill?.[name];
    if (fill !== undefined && filled === undefined) codes.add('FINDINGS_INCONSISTENT');
    sets.push(filled ? judgeFilledSet(set.classes, filled) : judgeSet(set.classes, set.knownRandomLike ?? 0, rules));
  }
  for (const set of sets) for (const code of set.codes) codes.add(code);
  if (findings.stopped) codes.add('READING_STOPPED');
  if (isTooFast(findings)) codes.add('FASTER_THAN_STORAGE');
  if (findings.canaries.found > 0) codes.add('CANARY_FOUND');
  if (key === 'unchanged') {
    const stayed = codes.has('CONTENT_REMAINED') || codes.has('CANARY_FOUND');
    codes.add(stayed ? 'KEY_NOT_DESTROYED_CONTENT_REMAINED' : 'KEY_NOT_DESTROYED');
  }
  if (plaintextBefore && encrypted) codes.add('PLAINTEXT_BEFORE_WIPE');
  if (baseline === null) codes.add('NO_BASELINE');
  else {
    if (fill?.kind !== 'stream' && comparable(baseline) < LEAST_INFORMATIVE) codes.add('FEW_INFORMATIVE_PLACES');
    if (sharesDisagree(shareOf(fresh.classes), shareOf(baseline.classesAfter))) codes.add('PLACES_DISAGREE');
  }
  for (const set of [fresh, baseline]) {
    if (set !== null && set.windows < LEAST_WINDOWS && set.windows < units) codes.add('TOO_FEW_WINDOWS');
  }
  if (fresh.windows === 0) codes.add('TOO_FEW_WINDOWS');
  if (!findings.direct) codes.add('CACHE_NOT_BYPASSED');
  if (fixed.classes.unreadable > 0 || fixed.windows === 0) codes.add('FIXED_PLACE_UNREADABLE');

  const upper = (worst: boolean): Bound | null => {
    const shares = [freshSet, pairedSet].flatMap((set) => (set === null ? [] : [shareUpper(set, units, worst)]));
    const fraction = Math.max(...shares);
    const sampled = fresh.windows > 0 || (baseline?.windows ?? 0) > 0;
    return sampled ? { confidence: CONFIDENCE, fraction, bytes: Math.ceil(fraction * medium.bytes) } : null;
  };
  const worstBound = upper(true);
  const unreadable = sets.reduce((sum, set) => sum + set.unreadable, 0);
  if (unreadable > 0 && (worstBound?.fraction ?? 1) > LARGEST_WORST_SHARE) codes.add('UNREADABLE_PLACES');
  const reasons = [...codes].sort().map(assessReason);
  const sound = reasons.every((reason) => reason.weight === 'forbids-purge');
  return {
    conforming: sets.reduce((sum, set) => sum + set.conforming, 0),
    violating: sets.reduce((sum, set) => sum + set.violating, 0),
    inconclusive: sets.reduce((sum, set) => sum + set.inconclusive, 0),
    unreadable,
    key,
    reasons,
    bound: upper(false),
    worstBound,
    level: sound ? levelOf(findings, unreadable) : null,
  };
}

/** NIST SP 800-88 Rev. 1, 4.7: a thousand subsections, and at least a tenth of the medium. */
const LEAST_SUBSECTIONS = 1000;
const LEAST_SHARE = 0.1;

/** What the places carry when nothing speaks against them. */
export function levelOf(
  { method, subsections, medium }: Findings,
  unreadable: number,
): NonNullable<Assessment['level']> {
  if (unreadable > 0) return 'STATISTICAL';
  if (method === 'full') return 'FULL-READ';
  // What does not fill a block of 4096 bytes is among the places that are always read.
  const blocks = Math.floor(medium.bytes / 4096) * 4096;
  const represented =
    subsections !== undefined &&
    subsections.count >= LEAST_SUBSECTIONS &&
    subsections.windows >= 2 * subsections.count &&
    subsections.bytes >= LEAST_SHARE * blocks;
  return represented ? 'R1-REPRESENTATIVE' : 'STATISTICAL';
}

/** Nobody reads more from a storage than its interface carries: what comes faster was made up or kept elsewhere. */
export function isTooFast({ speed }: Findings): boolean {
  return speed?.most !== undefined && speed.bytesPerSecond > speed.most;
}

function keyState(findings: Findings): Assessment['key'] {
  const before = factValue(findings.keyBlob.before);
  const after = factValue(findings.keyBlob.after);
  if (!before || !after) return 'unknown';
  return before === after ? 'unchanged' : 'changed';
}

function holdsPlaintext(classes: ClassCounts): boolean {
  return classes.signature + classes.structured + classes.constant + classes.canary + classes['known-hash'] > 0;
}

/** Places that told something before and could be read after; the worst case for the others. */
function comparable(baseline: NonNullable<Findings['baseline']>): number {
  return baseline.informative - baseline.classesAfter.unreadable;
}

function shareOf(classes: ClassCounts) {
  const empty = classes.zero + classes.ff;
  const all = Object.values(classes).reduce((sum, count) => sum + count, 0);
  return { empty, filled: all - empty - classes.unreadable, unreadable: classes.unreadable };
}

function shareUpper(set: SetJudgement, units: number, worst: boolean): number {
  const readable = set.conforming + set.violating + set.inconclusive;
  const draws = worst ? readable + set.unreadable : readable;
  const dirty = set.violating + set.inconclusive + (worst ? set.unreadable : 0);
  // Nothing is left to chance when every window was read.
  if (units > 0 && readable + set.unreadable >= units && draws > 0) return dirty / draws;
  return Number.isSafeInteger(draws) ? binomialUpper(dirty, draws, CONFIDENCE) : 1;
}
