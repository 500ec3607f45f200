/** What a boot loader tells of the phone, as a reading like those of a shell. Changes nothing on it. */
import type { Fastboot } from '../drivers/driver.ts';
import { asFault } from '../faults/fault.ts';
import type { Reading } from '../model/readings.ts';

const LIST_MS = 45_000;

/** Not every list names it, and it decides which of two boot loaders this is. */
const ALSO = 'is-userspace';

export async function fastbootReading(fastboot: Fastboot, signal: AbortSignal): Promise<Reading> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIST_MS)]);
  try {
    const listed = await fastboot.getvarAll(limit);
    const userspace = await fastboot.getvar(ALSO, limit);
    // Asked by itself it stands last, as one more line of the list.
    const stdout = userspace === undefined ? listed : `${listed.trimEnd()}\n(bootloader) ${ALSO}:${userspace}\n`;
    return { exitCode: 0, stdout, stderr: '' };
  } catch (error) {
    signal.throwIfAborted();
    return { unavailable: limit.aborted ? 'no answer in time' : `refused (${asFault(error).code})` };
  }
}
