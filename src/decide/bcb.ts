/**
 * The bootloader control block: `struct bootloader_message` at the start of the misc partition
 * (AOSP bootable/recovery/bootloader_message/include/bootloader_message/bootloader_message.h):
 * command[32], status[32], recovery[768], stage[32], reserved[1184]. Only these 2048 bytes are ever written: behind
 * them other parts of the system keep theirs.
 */

export const BCB_BYTES = 2048;
const RECOVERY_OFFSET = 64;

/** The order to erase all user data: what Android itself writes in RecoverySystem.rebootWipeUserData. */
export function wipeOrder(): Uint8Array {
  const block = new Uint8Array(BCB_BYTES);
  const encoder = new TextEncoder();
  block.set(encoder.encode('boot-recovery'), 0);
  block.set(encoder.encode('recovery\n--wipe_data\n--reason=wipebench\n'), RECOVERY_OFFSET);
  return block;
}

/** True while recovery has not finished: it clears the block only then. */
export function wipeStillOrdered(block: string): boolean {
  return block.slice(0, BCB_BYTES).includes('--wipe_data');
}
