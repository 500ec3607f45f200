/** `wipebench wipe --by-hand`: a phone that is on no cable, erased by a person who follows cards and says so. */
import { randomUUID } from 'node:crypto';
import { planByHand } from '../decide/by-hand-plan.ts';
import { handLink } from '../engine/hand-link.ts';
import { createJournal } from '../engine/journal.ts';
import { Fault } from '../faults/fault.ts';
import { systemClock } from '../host/clock.ts';
import type { Plan } from '../model/plan.ts';
import { loadProfiles } from '../profiles/load.ts';
import { type AssetOptions, assetOf } from './asset-options.ts';
import { type TypedPhoneOptions, typedPhone } from './by-hand-options.ts';
import { carryOut } from './carry-out.ts';
import { askConsent } from './consent.ts';
import { operatorPresent } from './operator.ts';
import { demandKnownRoute } from './route-option.ts';
import { type StationRunOptions, type StationTools, withStationTools } from './run-tools.ts';
import { showAndAct } from './show-decision.ts';
import { toolVersion } from './tool-version.ts';

export interface ByHandOptions extends StationRunOptions, AssetOptions, TypedPhoneOptions {
  readonly device?: string;
  readonly profile?: string;
  readonly profiles?: string;
  readonly route?: string;
  readonly yes?: boolean;
}

function demandNames(options: ByHandOptions): { profile: string; route: string } {
  const { profile, route, device } = options;
  if (device !== undefined) {
    throw new Fault('USAGE_ARGUMENT', '--by-hand is for a phone on no cable; leave --device out, or --by-hand.');
  }
  if (profile === undefined || route === undefined) {
    throw new Fault('USAGE_ARGUMENT', '--by-hand needs --profile and --route: nothing else tells what phone it is.', {
      hint: 'Routes by hand are `settings` and `recovery-keys`.',
    });
  }
  return { profile, route };
}

async function carryOutByHand(options: ByHandOptions, tools: StationTools, plan: Plan): Promise<number> {
  // What was typed on the command line names the phone as --device does.
  const named = { ...(options.yes === undefined ? {} : { yes: options.yes }), device: plan.target.seat };
  const consent = await askConsent(plan, named, tools.station.settings.operator.id, tools.signal);
  const runId = randomUUID();
  const seat = tools.station.holdSeat(plan.target.seat);
  try {
    const asset = assetOf(options);
    const journal = await createJournal(tools.station.journalPath(runId), systemClock);
    try {
      await journal.append('run-created', {
        run: runId,
        tool: toolVersion(),
        plan,
        consent,
        readingsBefore: {},
        asset,
      });
      const link = handLink(plan.target.seat);
      return await carryOut({ ...tools, runId, plan, consent, readingsBefore: {}, asset, journal, link });
    } finally {
      await journal.close();
    }
  } finally {
    seat.release();
  }
}

export async function wipeByHand(options: ByHandOptions): Promise<void> {
  const { profile, route } = demandNames(options);
  await withStationTools(options, async (tools) => {
    const { output, station } = tools;
    const profiles = await loadProfiles(options.profiles);
    demandKnownRoute(route, profiles);
    const decision = planByHand({
      phone: typedPhone(options),
      profiles,
      profile,
      route,
      requiredLevel: station.settings.requiredLevel,
      operatorPresent: operatorPresent(),
    });
    return showAndAct(output, decision, options.yes ?? false, (plan) => carryOutByHand(options, tools, plan));
  });
}
