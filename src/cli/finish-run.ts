/** From a run that has ended to a verdict, a certificate, a receipt, and an exit code. */
import { claimsOf } from '../certificate/claims-of.ts';
import { issueCertificate } from '../certificate/issue.ts';
import type { Asset } from '../certificate/stated.ts';
import { judge } from '../decide/judge.ts';
import type { RunMemory } from '../engine/context.ts';
import type { Journal } from '../engine/journal.ts';
import type { Link } from '../engine/link.ts';
import { EXIT, type ExitCode, exitOfFault } from '../faults/exit-codes.ts';
import { systemClock } from '../host/clock.ts';
import { systemRandom } from '../host/random.ts';
import type { Plan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import { sdCardClaim } from '../model/sd-card.ts';
import type { Verdict } from '../model/verdict.ts';
import { plainText } from '../report/terminal-text.ts';
import { verdictText } from '../report/verdict-text.ts';
import type { Output } from './output.ts';
import { organisationOf } from './person.ts';
import type { Station } from './station.ts';
import { toolVersion } from './tool-version.ts';

export interface FinishInput {
  readonly station: Station;
  readonly output: Output;
  readonly plan: Plan;
  readonly run: Run;
  readonly memory: RunMemory;
  readonly match: ReturnType<Link['match']>;
  readonly journal: Journal;
  readonly asset: Asset;
}

export function exitOfVerdict(verdict: Verdict, run: Run): ExitCode {
  if (verdict.result === 'verified') return EXIT.ok;
  if (verdict.result === 'not-sanitized') return EXIT.notSanitized;
  if (run.ending.kind === 'cancelled') return EXIT.cancelled;
  return verdict.result === 'performed-unverified' ? EXIT.unverified : EXIT.unknown;
}

/** A run that never began to erase gets no certificate: nothing was done to the phone that one could speak of. */
function untouched({ run, output }: FinishInput): ExitCode {
  const { ending } = run;
  if (ending.kind === 'cancelled') {
    output.say('Cancelled before anything was erased.');
    return EXIT.cancelled;
  }
  if (ending.kind === 'done') return EXIT.bug;
  output.say(`Nothing was erased. ${plainText(ending.message, 300)} (${ending.code} at step ${ending.at})`);
  return exitOfFault(ending.code, false);
}

export async function finishRun(input: FinishInput): Promise<ExitCode> {
  const { station, output, plan, run, memory, match, journal } = input;
  memory.baseline?.destroy();
  memory.fill?.destroy();
  memory.canaries?.destroy();
  if (!run.touched) {
    const exit = untouched(input);
    output.emit({ type: 'summary', run: run.id, result: 'untouched', exit, journal: journal.path });
    return exit;
  }
  const { findings, state } = memory;
  const verdict = judge({ plan, run, findings, state, identityMatch: match, requiredLevel: plan.requiredLevel });
  await journal.append('verdict', verdict);
  const claims = claimsOf({
    id: run.id,
    issuedAt: systemClock.now().toISOString(),
    identity: plan.target.identity,
    plan,
    run,
    findings,
    state,
    verdict,
    journalDigest: journal.head(),
    tool: { name: 'wipebench', version: toolVersion() },
    settings: organisationOf(station.settings),
    asset: input.asset,
  });
  const issued = await issueCertificate({
    claims,
    disclose: 'all',
    signer: station.signer,
    ledger: station.ledger,
    random: systemRandom,
    folder: station.settings.certificates,
    fileStem: run.id,
  });
  await journal.append('certificate', { path: issued.certificatePath, index: issued.receipt.index });
  const exit = exitOfVerdict(verdict, run);
  output.say(
    [
      verdictText(verdict, run, findings, plan.target.identity.kind, sdCardClaim(plan, run)),
      '',
      `certificate  ${issued.certificatePath}`,
      `proof        ${issued.proofPath}`,
      `journal      ${journal.path}`,
      `check it     wipebench certificate verify ${issued.certificatePath} --trust ${station.settings.keys}/station.pub`,
    ].join('\n'),
  );
  output.emit({ type: 'verdict', run: run.id, ...verdict });
  output.emit({
    type: 'summary',
    run: run.id,
    result: verdict.result,
    level: verdict.level,
    exit,
    certificate: issued.certificatePath,
    proof: issued.proofPath,
    journal: journal.path,
  });
  return exit;
}
