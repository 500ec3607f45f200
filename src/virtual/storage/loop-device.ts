/**
 * Partitions as loop devices, so that size, discard and direct I/O are the kernel's. The device is marked for removal
 * as soon as it is ours and we hold it open: the kernel detaches it on the last close, also when this process is
 * killed (loop(4), LO_FLAGS_AUTOCLEAR), and nothing can leak.
 */
import { constants } from 'node:fs';
import { access, type FileHandle, open } from 'node:fs/promises';
import { Fault } from '../../faults/fault.ts';
import { runTool } from './tool.ts';

export interface LoopDevice {
  readonly node: string;
  readonly handle: FileHandle;
}

const ATTACH_TRIES = 8;
/** 1 MiB. The default of 128 KiB makes reading a whole partition three times slower. */
const READ_AHEAD_SECTORS = '2048';

/** Loop devices need root and the kernel's loop control device. */
export async function loopDevicesUsable(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  return access('/dev/loop-control', constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** @throws Fault `ENV_TOOL_FAILED` when the kernel has no free loop device. */
export async function attachLoopDevice(file: string): Promise<LoopDevice> {
  let last: unknown;
  for (let attempt = 0; attempt < ATTACH_TRIES; attempt++) {
    try {
      const node = (await runTool('losetup', ['--find', '--show', file])).trim();
      const handle = await open(node, 'r+');
      await runTool('losetup', ['--detach', node]);
      await runTool('blockdev', ['--setra', READ_AHEAD_SECTORS, node]);
      return { node, handle };
    } catch (error) {
      // Two processes may be given the same free number; the loser tries again.
      last = error;
    }
  }
  throw new Fault('ENV_TOOL_FAILED', `No loop device for ${file}.`, { cause: last });
}
