/** From a name on the command line to a plan or a refusal: what `plan` prints and `wipe` carries out. */
import type { Bench } from '../bench/bench.ts';
import { presentSighting } from '../bench/handsets.ts';
import { planFor } from '../decide/plan.ts';
import { interrogate } from '../engine/interrogate.ts';
import type { EvidenceLevel } from '../model/evidence-level.ts';
import type { CardChoice, Plan, Refusal } from '../model/plan.ts';
import type { Readings } from '../model/readings.ts';
import { loadProfiles } from '../profiles/load.ts';
import { chooseDevice } from './choose-device.ts';
import { demandKnownRoute } from './route-option.ts';

export interface PlanRequest {
  readonly device: string | undefined;
  readonly route: string | undefined;
  readonly profiles: string | undefined;
  readonly requiredLevel: EvidenceLevel;
  readonly sdCard?: CardChoice;
  /** Whether somebody can be asked; `plan` only shows what would be done, so it takes that for granted. */
  readonly operatorPresent: boolean;
}

export interface Prepared {
  readonly decision: Plan | Refusal;
  readonly readings: Readings;
}

export function isRefusal(decision: Plan | Refusal): decision is Refusal {
  return 'reasons' in decision;
}

export async function preparePlan(bench: Bench, request: PlanRequest, signal: AbortSignal): Promise<Prepared> {
  const profiles = await loadProfiles(request.profiles);
  demandKnownRoute(request.route, profiles);
  const handset = chooseDevice(await bench.current(signal), request.device);
  const sighting = presentSighting(handset);
  const session = await bench.driverOf(sighting).open(sighting, signal);
  const { identity, preflight, readings, rootShell, service } = await interrogate(session, signal);
  const decision = planFor({
    handset,
    sighting,
    identity,
    preflight,
    rootShell,
    service,
    profiles,
    requiredLevel: request.requiredLevel,
    operatorPresent: request.operatorPresent,
    ...(request.route === undefined ? {} : { route: request.route }),
    ...(request.sdCard === undefined ? {} : { sdCard: request.sdCard }),
  });
  return { decision, readings };
}
