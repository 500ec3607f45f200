/** The raw storages of a phone that a reading can be of. All paths are constants or checked. */
import type { Shell } from '../drivers/driver.ts';
import { Fault } from '../faults/fault.ts';
import { checkedNode } from './dd-script.ts';

export const MEDIA = ['userdata', 'metadata', 'cache', 'sd-card', 'disk'] as const;
export type Medium = (typeof MEDIA)[number];

/** AOSP system/core/init/devices.cpp makes these links. */
const BY_NAME = '/dev/block/by-name';

/** The device that the partition userdata is a part of, out of the kernel's own tree of devices. */
const DISK_OF_USERDATA = `n=$(readlink -f ${BY_NAME}/userdata) && p=$(readlink -f "/sys/class/block/\${n##*/}/..") && echo "\${p##*/}"`;
const DISK = /^(sd[a-z]{1,2}|mmcblk\d{1,2}|nvme\d{1,2}n\d{1,2}|vd[a-z])$/;

/**
 * Path of the block device.
 * @throws Fault `DEVICE_REPLY` when the phone does not tell which one it is
 */
export async function nodeOfMedium(shell: Shell, medium: Medium, signal: AbortSignal): Promise<string> {
  if (medium === 'disk') {
    const { exitCode, stdout } = await shell.run(DISK_OF_USERDATA, signal);
    const name = DISK.exec(stdout.trim())?.[1];
    if (exitCode === 0 && name !== undefined) return checkedNode(`/dev/block/${name}`);
    throw new Fault('DEVICE_REPLY', 'The phone does not tell which disk its user data are on.');
  }
  if (medium === 'sd-card') {
    const { exitCode, stdout } = await shell.run('sm list-disks', signal);
    const disks = stdout.split(/\s+/).filter((word) => /^disk:\d{1,4},\d{1,4}$/.test(word));
    const [disk, ...more] = disks;
    if (exitCode === 0 && disk !== undefined && more.length === 0) return checkedNode(`/dev/block/vold/${disk}`);
    throw new Fault('DEVICE_REPLY', 'There is not exactly one memory card in the phone.');
  }
  return checkedNode(`${BY_NAME}/${medium}`);
}
