/** Whether the console of an emulator answers for this device; asked before a plan, and changes nothing. */
import type { Session } from '../drivers/driver.ts';
import { asFault } from '../faults/fault.ts';
import type { Service } from '../model/condition.ts';

const ANSWER_MS = 10_000;

export async function emulatorService(session: Session, signal: AbortSignal): Promise<Service | undefined> {
  if (!session.emulator) return undefined;
  try {
    await session.emulator.avdName(AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]));
    return 'console';
  } catch (error) {
    signal.throwIfAborted();
    asFault(error);
    return undefined;
  }
}
