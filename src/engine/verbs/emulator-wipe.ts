/**
 * `emulator:wipe` — deletes the snapshots of an Android Virtual Device, ends its emulator and starts it again with
 * `-wipe-data` (developer.android.com/studio/run/emulator-commandline). A snapshot holds the whole memory and storage of
 * its moment, and an emulator that ends may save one more: so the list has to be empty before and afterwards.
 */
import { shellSignals } from '../../decide/state-signals.ts';
import type { EmulatorConsole, Session } from '../../drivers/driver.ts';
import { Fault } from '../../faults/fault.ts';
import type { StepEvidence } from '../../model/run.ts';
import { askAll } from '../ask.ts';
import type { VerbContext } from '../context.ts';
import { openThePhone } from '../the-phone.ts';
import { AWAIT_BOOT } from './await-reset.ts';

function consoleOf(session: Session): EmulatorConsole {
  if (session.emulator) return session.emulator;
  throw new Fault('PLAN_CAPABILITY_MISSING', 'The emulator has no console that could be reached.');
}

/** @returns the names of those that were there @throws Fault `WIPE_STEP_FAILED` when one stays */
async function deleteSnapshots(console: EmulatorConsole, signal: AbortSignal): Promise<readonly string[]> {
  const names = await console.snapshots(signal);
  for (const name of names) await console.deleteSnapshot(name, signal);
  const left = names.length === 0 ? [] : await console.snapshots(signal);
  if (left.length === 0) return names;
  throw new Fault('WIPE_STEP_FAILED', `${left.length} snapshots of the emulator could not be deleted.`, {
    touched: true,
    hint: 'Delete them in the device manager of Android Studio.',
  });
}

/** Android's own signs that its user data are new: another android_id, or its record of the reason of this start. */
async function resetSigns({ memory }: VerbContext, session: Session, signal: AbortSignal): Promise<string> {
  const now = await askAll(session, ['props', 'android-id'], signal);
  const signals = shellSignals(memory.readingsBefore, now).filter(({ id }) =>
    ['android-id-changed', 'boot-reason'].includes(id),
  );
  const signs = signals.filter(({ says }) => says === 'reset');
  if (signs.length === 0 || signals.some(({ says }) => says === 'not-reset')) {
    throw new Fault('WIPE_NOT_OBSERVED', 'The emulator came back, and nothing says that its user data are new.', {
      touched: true,
    });
  }
  return signs.map(({ text }) => text).join(' ');
}

export async function emulatorWipe(context: VerbContext): Promise<StepEvidence> {
  const { link, signal, memory, step, emit } = context;
  const before = await openThePhone(context);
  const console = consoleOf(before.session);
  const avd = await console.avdName(signal);
  const snapshots = await deleteSnapshots(console, signal);
  await context.record('note', { avd, snapshots });
  emit({ type: 'note', text: 'The emulator ends and starts again with empty user data; this may take minutes.' });
  await console.restartWiped(signal);
  await link.awaitReturn(before.sighting, ['device'], step.timeoutSeconds * 1000, signal);
  const { session } = await link.open(signal);
  await link.compare(session, signal);
  const booted = await session.shell?.run(AWAIT_BOOT, signal);
  if (booted?.stdout.trim() !== 'booted') {
    throw new Fault('WIPE_NOT_OBSERVED', 'Android did not start.', { touched: true });
  }
  const now = consoleOf(session);
  if ((await now.avdName(signal)) !== avd) {
    throw new Fault('DEVICE_SWAPPED', 'The emulator on this port is another virtual device now.', { touched: true });
  }
  // What the emulator saved of itself when it ended is from before the wipe.
  const saved = await deleteSnapshots(now, signal);
  const signs = await resetSigns(context, session, signal);
  memory.acknowledged = true;
  const deleted = snapshots.length + saved.length;
  return {
    reply: 'the emulator was started with -wipe-data',
    marker: `${deleted} snapshots deleted, none left`,
    observation: signs,
  };
}
