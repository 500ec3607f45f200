/** Findings whose numbers do not add up are no evidence: somebody or something has lost or changed windows. */
import type { ClassCounts, Findings } from '../model/findings.ts';
import type { AssessCode } from './assess-reasons.ts';

const sum = (classes: ClassCounts): number => Object.values(classes).reduce((all, count) => all + count, 0);

const named = (classes: ClassCounts): number =>
  classes.canary + classes['known-hash'] + classes.signature + classes.structured;

export function contradictions(findings: Findings): AssessCode[] {
  const { fresh, fixed, baseline, medium, windowBytes } = findings;
  const units = Math.floor(medium.bytes / windowBytes);
  const sets = [fresh.classes, fixed.classes, ...(baseline === null ? [] : [baseline.classesAfter])];
  const hits = sets.reduce((all, classes) => all + named(classes), 0);
  const most = Math.max(...sets.map(named));
  const holds = [
    sum(fresh.classes) === fresh.windows && fresh.windows <= units,
    sum(fixed.classes) === fixed.windows,
    (fresh.knownRandomLike ?? 0) <= fresh.classes['known-hash'],
    (fixed.knownRandomLike ?? 0) <= fixed.classes['known-hash'],
    findings.method !== 'full' || fresh.windows === units,
    windowBytes % 4096 === 0,
    findings.bytesRead > 0 || sets.every((classes) => sum(classes) === classes.unreadable),
    // One window can be in all three sets and is one hit.
    findings.hitCount >= most && findings.hitCount <= hits,
    findings.hits.length === Math.min(findings.hitCount, 100),
    findings.canaries.found === 0 || sets.some((classes) => classes.canary > 0),
    Date.parse(findings.startedAt) <= Date.parse(findings.endedAt),
    baseline === null || pairedHolds(baseline, units),
  ];
  return holds.every(Boolean) ? [] : ['FINDINGS_INCONSISTENT'];
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
