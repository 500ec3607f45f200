/**
 * The person who holds a virtual phone: what hands on the screen and on the keys can do. Both end when the phone has
 * gone through its reset and is up again, or has died on the way.
 */
import { Fault } from '../../faults/fault.ts';
import { writeBootloaderMessage } from '../storage/bootloader-message.ts';
import { writePersistentDataBlock } from '../storage/persistent-data-block.ts';
import { getData, settingPath } from './android-data.ts';
import type { BootSequence } from './boot-sequence.ts';
import type { PhoneBody } from './phone-body.ts';
import { reboot } from './reboot.ts';

export interface Person {
  /**
   * Settings, Erase all data: MainClearConfirm wipes the block of factory reset protection on a phone that was set up,
   * and the framework orders recovery to erase. @throws Fault `USAGE_ARGUMENT` when Android is not running
   */
  resetInSettings(): Promise<void>;
  /** Keys into recovery from whatever state, "Wipe data/factory reset", and a restart: the account stays bound. */
  pressRecoveryKeysAndWipe(): Promise<void>;
}

const order = (reason: string) => ({ command: 'boot-recovery', args: ['--wipe_data', `--reason=${reason}`] });

async function clearFactoryResetProtection({ unit }: PhoneBody): Promise<void> {
  const provisioned = await getData(unit.userdata.tree, settingPath('global', 'device_provisioned'));
  if (provisioned?.trim() !== '1') return;
  const unlockAllowed = unit.definition.properties['sys.oem_unlock_allowed'] === '1';
  await writePersistentDataBlock(unit.partitions.frp, Buffer.alloc(0), unlockAllowed);
}

export function personAt(body: PhoneBody, boot: BootSequence): Person {
  return {
    resetInSettings: () =>
      body.change(async () => {
        if (body.state !== 'system') {
          throw new Fault('USAGE_ARGUMENT', `${body.name} is in ${body.state}; its Settings are not to be seen.`);
        }
        await body.unit.exclusively(async () => {
          await clearFactoryResetProtection(body);
          await writeBootloaderMessage(body.unit.partitions.misc, order('MasterClearConfirm'));
        });
        await reboot(body, boot, 'recovery');
      }),
    pressRecoveryKeysAndWipe: () =>
      body.change(async () => {
        if (body.state !== 'off') await boot.goDown();
        await body.unit.exclusively(() => writeBootloaderMessage(body.unit.partitions.misc, order('menu')));
        await boot.switchOn('cold');
      }),
  };
}
