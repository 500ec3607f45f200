/** Findings whose numbers do not add up are no evidence: somebody or something has lost or changed windows. */
import type { ClassCounts, FillCounts, FillKind, Findings } from '../model/findings.ts';
import type { AssessCode } from './assess-reasons.ts';

const sum = (classes: ClassCounts): number => Object.values(classes).reduce((all, count) => all + count, 0);

const named = (classes: ClassCounts): number =>
  classes.canary + classes['known-hash'] + classes.signature + classes.structured;

export function contradictions(findings: Findings): AssessCode[] {
  const { fresh, fixed, baseline, subsections, weighted, medium, windowBytes } = findings;
  const units = Math.floor(medium.bytes / windowBytes);
  const further = [subsections, weighted].flatMap((set) => (set === undefined ? [] : [set]));
  const sets = [
    fresh.classes,
    fixed.classes,
    ...(baseline === null ? [] : [baseline.classesAfter]),
    ...further.map(({ classes }) => classes),
  ];
  const hits = sets.reduce((all, classes) => all + named(classes), 0);
  const most = Math.max(...sets.map(named));
  const holds = [
    sum(fresh.classes) === fresh.windows && fresh.windows <= units,
    sum(fixed.classes) === fixed.windows,
    ...[fresh, fixed, ...further].map((set) => (set.knownRandomLike ?? 0) <= set.classes['known-hash']),
    ...further.map((set) => sum(set.classes) === set.windows),
    subsections === undefined || subsections.bytes <= medium.bytes,
    findings.kind !== 'r1-representative' || subsections !== undefined,
    findings.method !== 'full' || fresh.windows === units,
    windowBytes % 4096 === 0,
    findings.bytesRead > 0 || sets.every((classes) => sum(classes) === classes.unreadable),
    // One window can be in several sets and is one hit.
    findings.hitCount >= most && findings.hitCount <= hits,
    findings.hits.length === Math.min(findings.hitCount, 100),
    findings.canaries.found === 0 || sets.some((classes) => classes.canary > 0),
    Date.parse(findings.startedAt) <= Date.parse(findings.endedAt),
    baseline === null || findings.stopped || pairedHolds(baseline, units),
    fillHolds(findings),
  ];
  return holds.every(Boolean) ? [] : ['FINDINGS_INCONSISTENT'];
}

/** Every readable place is counted once, and none as matching that does not look like what was written. */
function fillHolds({ fill, fresh, fixed, baseline, subsections, weighted }: Findings): boolean {
  if (fill === undefined) return true;
  const set = (counts: FillCounts, classes: ClassCounts) => filledSetHolds(fill.kind, counts, classes);
  const paired =
    fill.baseline === null || baseline === null
      ? fill.baseline === null && baseline === null
      : set(fill.baseline, baseline.classesAfter);
  const further = (counts: FillCounts | undefined, read: { classes: ClassCounts } | undefined) =>
    counts === undefined || read === undefined ? counts === read : set(counts, read.classes);
  return (
    set(fill.fresh, fresh.classes) &&
    set(fill.fixed, fixed.classes) &&
    paired &&
    further(fill.subsections, subsections) &&
    further(fill.weighted, weighted)
  );
}

function filledSetHolds(kind: FillKind, { matching, zero, other }: FillCounts, classes: ClassCounts): boolean {
  if (matching + zero + other !== sum(classes) - classes.unreadable) return false;
  return kind === 'zero'
    ? matching === classes.zero && zero === 0
    : zero === classes.zero && matching <= classes['random-like'];
}

function pairedHolds(baseline: NonNullable<Findings['baseline']>, units: number): boolean {
  const after = baseline.classesAfter;
  return (
    sum(baseline.classesBefore) === baseline.windows &&
    sum(after) === baseline.windows &&
    baseline.windows <= units &&
    baseline.informative <= baseline.windows &&
    baseline.unchanged <= baseline.informative &&
    baseline.unchangedRandomLike <= baseline.unchanged &&
    // What stayed is known, or is a canary.
    baseline.unchanged <= after['known-hash'] + after.canary
  );
}
