/** What a technician should do with a phone in each state of adb. */
import type { DeviceState } from '../model/sighting.ts';

export const STATE_HINTS: Readonly<Record<DeviceState, string>> = {
  device: 'Ready: see `wipebench plan`.',
  recovery: 'In recovery: a wipe can begin here when its adb is root.',
  sideload: "In recovery's sideload mode: start Android from its menu; a wipe begins there.",
  rescue: 'In rescue mode: start Android from its menu; a wipe begins there.',
  bootloader: 'In the bootloader: start Android or recovery from its menu.',
  fastboot: 'In the boot loader: `wipebench plan` says what it allows.',
  fastbootd: 'In fastbootd, the boot loader that runs in recovery: `wipebench plan` says what it allows.',
  unauthorized: 'Unlock the phone and tap Allow in the dialog "Allow USB debugging?".',
  authorizing: 'Wait: the phone is being asked whether it knows this computer.',
  connecting: 'Wait: the connection is being made.',
  offline: 'Unplug the cable and plug it in again; if it stays so, restart the phone.',
  'no-permissions': 'This user may not open the USB device: run `wipebench doctor` for the udev rule.',
  host: 'Another computer, not a phone.',
  detached: 'Another program has taken the phone from adb: close it, or plug the cable in again.',
  unknown: 'adb says something that this program does not know.',
};
