/** How large the medium is, by the phone's own word. */
import type { Shell } from '../drivers/driver.ts';
import { Fault } from '../faults/fault.ts';
import { sizeQuestions } from './dd-script.ts';

/**
 * Size of a block device in bytes.
 * @throws Fault `DEVICE_REPLY` when the phone gives no size that can be believed
 */
export async function mediumBytes(shell: Shell, node: string, signal: AbortSignal): Promise<number> {
  for (const { command, factor } of sizeQuestions(node)) {
    const { exitCode, stdout } = await shell.run(command, signal);
    const digits = /^\s*([1-9][0-9]{0,15})\s*$/.exec(stdout)?.[1];
    if (exitCode !== 0 || digits === undefined) continue;
    const bytes = Number(digits) * factor;
    if (Number.isSafeInteger(bytes)) return bytes;
  }
  throw new Fault('DEVICE_REPLY', 'The phone does not tell how large its raw storage is.');
}
