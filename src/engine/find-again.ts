/**
 * Finds the phone of an interrupted run again, in whatever mode it stands now: it is waited for, compared, and asked
 * whether it was reset meanwhile.
 */
import { shellSignals } from '../decide/state-signals.ts';
import { Fault } from '../faults/fault.ts';
import type { DeviceState, Sighting } from '../model/sighting.ts';
import { askAll } from './ask.ts';
import { type Link, NOTHING_BEFORE } from './link.ts';
import { type Interrupted, resumeIndex } from './resume.ts';

const ALWAYS: readonly DeviceState[] = ['device', 'recovery', 'sideload', 'rescue'];

/** A phone that knows this bench is `unauthorized` for a moment too, until its key has been looked at. */
const SETTLE_MS = 5000;

/**
 * Where the run can go on. A boot loader is of use to plans that erase there. A phone that lets nobody in is, after the
 * wipe, what a phone that was reset looks like; before it somebody has to allow this computer.
 */
function wantedStates({ plan, touched }: Interrupted): readonly DeviceState[] {
  const inBootLoader = plan.steps.some(({ verb }) => verb === 'fastboot:erase');
  return [
    ...ALWAYS,
    ...(inBootLoader ? (['fastboot', 'fastbootd'] as const) : []),
    ...(touched ? (['unauthorized'] as const) : []),
  ];
}

async function settled(link: Link, back: Sighting, wanted: readonly DeviceState[], signal: AbortSignal) {
  if (back.state !== 'unauthorized') return back;
  const others = wanted.filter((state) => state !== 'unauthorized');
  try {
    return await link.awaitReturn({ ...back, handle: '' }, others, SETTLE_MS, signal);
  } catch (error) {
    if (error instanceof Fault && error.code === 'DEVICE_NO_RETURN') return back;
    throw error;
  }
}

/** @returns the index of the step to go on with. @throws Fault `DEVICE_NO_RETURN`, `DEVICE_SWAPPED` */
export async function findAgain(link: Link, run: Interrupted, signal: AbortSignal): Promise<number> {
  const wanted = wantedStates(run);
  const seen = await link.awaitReturn(NOTHING_BEFORE, wanted, run.plan.returnSeconds * 1000, signal);
  const back = await settled(link, seen, wanted, signal);
  // Nothing can be asked of it, and who it is stays unknown; the look at its state says so.
  if (back.state === 'unauthorized') return resumeIndex(run, back.state, false);
  const { sighting, session } = await link.open(signal);
  await link.compare(session, signal);
  if (!session.shell) return resumeIndex(run, sighting.state, false);
  const now = await askAll(session, ['props', 'android-id'], signal);
  const reset = shellSignals(run.readingsBefore, now).some(
    (item) => item.says === 'reset' && (item.id === 'android-id-changed' || item.id === 'boot-reason'),
  );
  return resumeIndex(run, sighting.state, reset);
}
