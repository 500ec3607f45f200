/**
 * `probe:plant` — puts canary files on the phone, reads them back, and notes what the phone says of itself at this moment,
 * which is what its state after the wipe is compared with. It runs after consent like every step. A phone that takes no
 * file is wiped all the same; the certificate then says that the files prove nothing.
 */
import { FACT_READINGS } from '../../decide/state-facts.ts';
import { PROBE_READINGS } from '../../decide/state-signals.ts';
import type { Session } from '../../drivers/driver.ts';
import { asFault, Fault } from '../../faults/fault.ts';
import { systemRandom } from '../../host/random.ts';
import type { CanaryLook } from '../../model/canary-look.ts';
import { type ReadingName, type Readings, readingText } from '../../model/readings.ts';
import type { StepEvidence } from '../../model/run.ts';
import type { Planted } from '../../model/run-journal.ts';
import { askAll, keptReadings } from '../ask.ts';
import { plantCanaries, removeFiles } from '../canary-files.ts';
import type { RunMemory, VerbContext } from '../context.ts';

const CLEAN_UP_MS = 10_000;

/** Those that were answered: a refusal must not take the place of what was known before. */
function answered(readings: Readings): Readings {
  return Object.fromEntries(
    Object.entries(readings).filter(([name]) => 'text' in readingText(readings, name as ReadingName)),
  );
}

export async function plant(context: VerbContext): Promise<StepEvidence> {
  const { link, signal, memory } = context;
  const { sighting, session } = await link.open(signal);
  await link.compare(session, signal);
  if (!session.shell) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone offers no shell in this mode.');
  await forgetEarlier(memory, session, signal);
  const readings = answered(keptReadings(await askAll(session, [...PROBE_READINGS, ...FACT_READINGS], signal)));
  // A recovery has folders of these names in its memory, and what lies there is gone after any restart.
  const inAndroid = sighting.state === 'device';
  const canaries = await plantCanaries(inAndroid ? session : { close: session.close }, systemRandom, signal);
  memory.canaries = canaries;
  memory.readingsBefore = { ...memory.readingsBefore, ...readings };
  const { paths, seen } = canaries;
  await context.record('planted', { paths: [...paths], seen, readings } satisfies Planted);
  return {
    reply: `${paths.length} files were taken`,
    marker: `${seen} of them were read back with the right content`,
    observation: `${Object.keys(readings).length} answers of the phone are kept to compare its state with`,
  };
}

/** Files of this run that were planted before, also by a process that died. */
async function forgetEarlier(memory: RunMemory, session: Session, signal: AbortSignal): Promise<void> {
  try {
    await memory.canaries?.remove(session, signal);
    await removeFiles(session, memory.strayFiles ?? [], signal);
  } catch (error) {
    signal.throwIfAborted();
    asFault(error);
  }
  memory.canaries?.destroy();
  memory.strayFiles = [];
}

/** What the planted files say, on a phone with a shell or, without `session`, on one that nobody can look into. */
export async function lookForCanaries(context: VerbContext, session?: Session): Promise<CanaryLook | undefined> {
  const { plan, memory, signal } = context;
  if (!plan.steps.some(({ verb }) => verb === 'probe:plant')) return undefined;
  if (!memory.canaries) {
    return { folders: [], void: 'The run was interrupted since they were planted, and what they held is forgotten.' };
  }
  if (!session) return { folders: [], void: 'No shell answered after the wipe, so nobody could look for them.' };
  return memory.canaries.lookFor(session, signal);
}

/**
 * The end of a run: what was planted and was not seen to be gone is taken away again, if the phone still lets us. The
 * phone is compared first, since another one may lie there by now.
 */
export async function takeCanariesAway({ memory, link }: Pick<VerbContext, 'memory' | 'link'>): Promise<void> {
  const gone = memory.state?.signals.some(({ id, says }) => id === 'canaries-gone' && says === 'reset') ?? false;
  if (gone || (!memory.canaries && !memory.strayFiles?.length)) return;
  const limit = AbortSignal.timeout(CLEAN_UP_MS);
  try {
    const { session } = await link.open(limit);
    if ((await link.compare(session, limit)) === 'same') await forgetEarlier(memory, session, limit);
  } catch (error) {
    asFault(error);
  }
}
