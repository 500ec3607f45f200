/**
 * Test harness mode (AOSP frameworks/base TestHarnessModeService.java): the keys of allowed computers are kept in the
 * persistent data block, a reset is asked for, and the start that finds them there sets the phone up for tests.
 */
import { writeBootloaderMessage } from '../storage/bootloader-message.ts';
import { readTestHarnessArea, writeTestHarnessArea } from '../storage/persistent-data-block.ts';
import { ADB_KEYS, getData, putData, settingPath } from './android-data.ts';
import type { Unit } from './unit.ts';

/** Keeps the keys and orders the reset, as the framework does. */
export async function orderTestHarness(unit: Unit): Promise<void> {
  const keys = (await getData(unit.userdata.tree, ADB_KEYS)) ?? '';
  await writeTestHarnessArea(unit.partitions.frp, Buffer.from(keys));
  const args = ['--wipe_data', '--reason=TestHarnessModeService'];
  await writeBootloaderMessage(unit.partitions.misc, { command: 'boot-recovery', args });
}

/** At the start of Android, before anybody can connect: when the area holds something, the mode is set up and forgotten. */
export async function setUpTestHarness(unit: Unit): Promise<void> {
  const { frp } = unit.partitions;
  const keys = await readTestHarnessArea(frp);
  if (keys === undefined) return;
  const { tree } = unit.userdata;
  for (const key of ['device_provisioned', 'adb_enabled', 'development_settings_enabled']) {
    await putData(tree, settingPath('global', key), '1');
  }
  await putData(tree, settingPath('secure', 'user_setup_complete'), '1');
  await putData(tree, 'property/persist.sys.test_harness', '1');
  await putData(tree, ADB_KEYS, keys);
  await writeTestHarnessArea(frp, undefined);
}
