/**
 * The five grounds that call a sanitization into question (NIST SP 800-88 Rev. 2, section 4.5.2). `not-triggered`
 * needs positive evidence; everything else stays `undetermined`, and G3 and G4 are for people alone.
 */
import type { Ground } from '../model/claims.ts';
import { factValue } from '../model/fact.ts';
import type { Findings } from '../model/findings.ts';
import type { Plan } from '../model/plan.ts';
import type { Verdict } from '../model/verdict.ts';

type Answer = Pick<Ground, 'state' | 'evidence'>;

const undetermined = (evidence: string): Answer => ({ state: 'undetermined', evidence });

export function unreadableWindows(findings: Findings): number {
  const { fresh, fixed, baseline } = findings;
  return fresh.classes.unreadable + fixed.classes.unreadable + (baseline?.classesAfter.unreadable ?? 0);
}

function inaccessible(findings: Findings | null): Answer {
  if (findings === null) return undetermined('The storage was not read.');
  const unreadable = unreadableWindows(findings);
  if (unreadable > 0) return { state: 'triggered', evidence: `${unreadable} windows could not be read.` };
  return findings.method === 'full'
    ? { state: 'not-triggered', evidence: 'Every addressable window was read.' }
    : undetermined(`No window that was read was unreadable; only ${findings.bytesRead} bytes were read.`);
}

function unsuitable(plan: Plan): Answer {
  if (plan.claim.method === 'none') {
    return { state: 'triggered', evidence: 'The profile allows no method to be claimed for this phone and route.' };
  }
  if (plan.claim.technique === 'overwrite') {
    return { state: 'triggered', evidence: 'Writing over flash memory does not reach its over-provisioned blocks.' };
  }
  return undetermined('Whether the technique suits the category of the data is for the organisation to decide.');
}

function narrow(plan: Plan, findings: Findings | null, verdict: Verdict): Answer {
  if (plan.claim.technique === 'overwrite') {
    return { state: 'triggered', evidence: 'Over-provisioned blocks are outside the reach of the technique.' };
  }
  const before = findings && factValue(findings.keyBlob.before);
  const after = findings && factValue(findings.keyBlob.after);
  const keyDestroyed = before && after && before !== after;
  const { method, technique } = verdict.claim;
  if (keyDestroyed && method === 'purge' && technique === 'discard-and-key-destruction' && plan.stays.length === 0) {
    return { state: 'not-triggered', evidence: 'The wrapped metadata key changed, and nothing was left out.' };
  }
  const left = plan.stays.length > 0 ? ` Not covered: ${plan.stays.join('; ')}.` : '';
  return undetermined(`Areas that the host cannot address were not examined.${left}`);
}

export function groundsOf(plan: Plan, findings: Findings | null, verdict: Verdict): Ground[] {
  return [
    { id: 'G1', ground: 'The media looks functional, but a part is no longer accessible.', ...inaccessible(findings) },
    { id: 'G2', ground: 'The technique does not suit the media or the category of the data.', ...unsuitable(plan) },
    {
      id: 'G3',
      ground: 'The people were not qualified, or the tools not approved or calibrated.',
      ...undetermined('A program cannot judge this.'),
    },
    {
      id: 'G4',
      ground: 'The outcome is below the minimum of the organisation although the technique completed.',
      ...undetermined(`Level reached ${verdict.level}, level asked for ${verdict.requiredLevel}; a person decides.`),
    },
    { id: 'G5', ground: 'The scope was too narrow.', ...narrow(plan, findings, verdict) },
  ];
}
