/** `wipebench qc plan`: a checked ledger, a draw, a file. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { verifyDocument } from '../certificate/any-document.ts';
import type { TrustedKeys } from '../certificate/trusted-keys.ts';
import { Fault } from '../faults/fault.ts';
import { systemClock } from '../host/clock.ts';
import { ensureFolder, writeFileAtomic } from '../host/files.ts';
import { systemRandom } from '../host/random.ts';
import { checkLedger } from '../ledger/check.ts';
import { rememberedFile } from '../ledger/remembered.ts';
import type { Store } from '../ledger/store.ts';
import type { LotChoice, QcPlan } from '../model/qc-plan.ts';
import type { Settings } from '../model/settings.ts';
import { seedFor } from '../qc/draw.ts';
import { qcPlanOf } from '../qc/plan.ts';
import { choiceWords, qcPlanText } from '../report/qc-plan-text.ts';
import { plainText } from '../report/terminal-text.ts';
import { trustedKeys } from './find-certificate.ts';
import { withLedgerStore } from './logged-documents.ts';
import type { Output } from './output.ts';
import { qcCandidates } from './qc-candidates.ts';

export interface MakePlan {
  readonly choice: LotChoice;
  readonly fraction: number;
  /** Hex of 32 bytes. */
  readonly seed?: string;
  readonly out?: string;
  readonly trust?: readonly string[];
  readonly acceptUnknownLot: boolean;
}

/** Entries that take more than a moment to check. */
const MANY = 1000;

/** A sample of a log that does not add up would be a sample of nothing. @throws Fault `LEDGER_CORRUPT` */
async function wholeLedger(store: Store, path: string, trusted: TrustedKeys) {
  const { size, root, problems } = await checkLedger(store, {
    remembered: await rememberedFile(path).read(),
    since: [],
    keys: [...trusted.values()],
    verifyEntry: (jws) => verifyDocument(`${jws}~`, trusted),
  });
  if (problems.length > 0) {
    throw new Fault(
      'LEDGER_CORRUPT',
      `The ledger is not whole, so nothing is drawn from it:\n- ${problems.join('\n- ')}`,
      {
        hint: 'Look closer with `wipebench ledger check`; pass the keys of all who signed with --trust.',
      },
    );
  }
  return { origin: (await store.head()).origin, size, root };
}

/** @throws Fault `PLAN_REFUSED` */
function demandLots({ apart, choice }: QcPlan, accepted: boolean): void {
  const unknown = apart.filter(({ why }) => why === 'lot-unknown').map(({ certificateId }) => certificateId);
  if (unknown.length === 0 || accepted) return;
  const ids = plainText(unknown.slice(0, 5).join(', '), 400);
  throw new Fault(
    'PLAN_REFUSED',
    `Of ${unknown.length} certificates nobody can tell whether they are of ${choiceWords(choice)}: ${ids}. No plan was made.`,
    {
      hint:
        'The ledger withholds the lot; put the .cert files back into the folder of the certificates (--certificates), ' +
        'narrow the time with --since and --until, or leave them out with --accept-unknown-lot, which the plan then says.',
    },
  );
}

export async function makeQcPlan(request: MakePlan, settings: Settings, output: Output): Promise<void> {
  const { choice, fraction } = request;
  const trusted = await trustedKeys(request.trust, settings);
  const plan = await withLedgerStore(settings.ledger, async (store) => {
    if ((await store.head()).size > MANY) output.note('The whole ledger is checked before anything is drawn from it.');
    const ledger = await wholeLedger(store, settings.ledger, trusted);
    const candidates = await qcCandidates(store, ledger.size, choice, settings.certificates);
    const seed = seedFor(request.seed, ledger, systemRandom);
    const createdAt = systemClock.now().toISOString();
    return qcPlanOf({ createdAt, choice, ledger, candidates, checker: settings.operator.id, fraction, seed });
  });
  demandLots(plan, request.acceptUnknownLot);
  const path = resolve(request.out ?? join(settings.certificates, `qc-plan-${plan.digest.slice(0, 16)}.json`));
  if (existsSync(path)) throw new Fault('USAGE_ARGUMENT', `${path} exists already; it was left as it is.`);
  if (request.out === undefined) await ensureFolder(settings.certificates);
  await writeFileAtomic(path, `${JSON.stringify(plan, null, 2)}\n`);
  const first = plan.population[plan.picked[0] ?? 0]?.certificateId ?? 'ID';
  output.say(`${qcPlanText(plan)}\n\nplan file  ${path}`);
  output.note(
    `Next, for each phone: wipebench qc record --plan ${path} --certificate ${first} --result clean --tool NAME --tool-version VERSION`,
  );
  const { population, apart, picked, ...rest } = plan;
  for (const [turn, number] of picked.entries()) output.emit({ type: 'picked', turn, number, ...population[number] });
  for (const each of apart) output.emit({ type: 'apart', ...each });
  output.emit({ type: 'qc-plan', path, ...rest });
  output.emit({
    type: 'summary',
    ...{ exit: 0, path, digest: plan.digest, seed: plan.seed.value },
    ...{ population: population.length, picked: picked.length, apart: apart.length, badAtMost: plan.proves.badAtMost },
  });
}
