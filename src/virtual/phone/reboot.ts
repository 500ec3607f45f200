/** A reboot on request, from Android or from recovery: what it leaves for the boot loader, and where it leads. */
import { traitOf } from '../definition.ts';
import type { BootSequence } from './boot-sequence.ts';
import type { PhoneBody } from './phone-body.ts';
import { rebootByBootLoader, rebootByInit, rebootByRecovery } from './reboot-target.ts';
import { recoveryRequested } from './recovery-boot.ts';
import { swapPhone } from './swapped-phone.ts';

/** A phone that is off or already on its way does not hear it. */
export async function reboot(body: PhoneBody, boot: BootSequence, target: string): Promise<void> {
  if (body.state === 'off' || body.state === 'booting') return;
  const { mode, unit } = body;
  const fromSystem = mode === 'system';
  // The menu's adbd asks init like Android's does; only minadbd leaves the restart to recovery itself.
  const byInit = fromSystem || mode === 'recovery';
  body.enter('booting');
  if (fromSystem) await body.sync();
  await boot.goDown();
  body.powerOn();
  if (byInit) await rebootByInit(unit, target);
  else if (mode === 'bootloader' || mode === 'fastbootd') await rebootByBootLoader(unit, target);
  else await unit.exclusively(() => rebootByRecovery(unit, target));
  if (target === 'bootloader') {
    await swapPhone(body, unit.memory.wipes > 0 && !fromSystem ? 'wipe' : 'reboot');
    return boot.enterBootLoader();
  }
  const toRecovery = await recoveryRequested(unit);
  if (toRecovery && traitOf(unit.definition, 'no-recovery') !== undefined) return body.enter('off');
  await body.whileAlive(async () => {
    if (toRecovery) await boot.step('reboot-recovery');
    await swapPhone(body, unit.memory.wipes > 0 && !fromSystem ? 'wipe' : 'reboot');
    await boot.switchOn('reboot');
  });
}
