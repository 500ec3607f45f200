/** struct bootloader_message at offset 0 of misc (recovery/bootloader_message/bootloader_message.h). */
import type { Partition } from './partition.ts';

export const MESSAGE_BYTES = 2048;
const COMMAND = { offset: 0, bytes: 32 };
const RECOVERY = { offset: 64, bytes: 768 };

export interface BootloaderMessage {
  /** `boot-recovery`, `boot-rescue` or empty. */
  readonly command: string;
  /** Lines after `recovery`. */
  readonly args: readonly string[];
}

function text(message: Buffer, field: { offset: number; bytes: number }): string {
  const bytes = message.subarray(field.offset, field.offset + field.bytes);
  const end = bytes.indexOf(0);
  return bytes.subarray(0, end < 0 ? bytes.length : end).toString('latin1');
}

export async function readBootloaderMessage(misc: Partition): Promise<BootloaderMessage> {
  const message = await misc.read(0, MESSAGE_BYTES);
  const lines = text(message, RECOVERY).split('\n');
  // Recovery takes the field only when its first line is "recovery" (recovery_main.cpp get_args).
  const args = lines[0] === 'recovery' ? lines.slice(1).filter((line) => line !== '') : [];
  return { command: text(message, COMMAND), args };
}

/** Changes only the command and recovery fields, as update_bootloader_message_in_struct does. */
export async function writeBootloaderMessage(misc: Partition, message: BootloaderMessage): Promise<void> {
  const bytes = Buffer.from(await misc.read(0, MESSAGE_BYTES));
  bytes.fill(0, COMMAND.offset, COMMAND.offset + COMMAND.bytes);
  bytes.write(message.command.slice(0, COMMAND.bytes - 1), COMMAND.offset, 'latin1');
  bytes.fill(0, RECOVERY.offset, RECOVERY.offset + RECOVERY.bytes);
  const lines = ['recovery', ...message.args].join('\n');
  bytes.write(`${lines}\n`.slice(0, RECOVERY.bytes - 1), RECOVERY.offset, 'latin1');
  await misc.write(0, bytes);
}

export async function clearBootloaderMessage(misc: Partition): Promise<void> {
  await misc.write(0, Buffer.alloc(MESSAGE_BYTES));
}
