/** Which face a phone shows to ADB now, or none at all. */
import type { DaemonFace } from '../adb/connection.ts';
import type { DaemonHost } from '../adb/daemon-host.ts';
import { traitOf } from '../definition.ts';
import { adbModeOf, debuggable } from './android-boot.ts';
import { daemonFace, minadbdFace, openFace, tradeInFace } from './faces.ts';
import { miassistantService } from './miassistant.ts';
import { noKeys, ownerKeys } from './owner-keys.ts';
import type { Properties } from './properties.ts';
import type { Unit } from './unit.ts';

export type PhoneMode = 'system' | 'recovery' | 'sideload' | 'rescue' | 'bootloader' | 'fastbootd';

export interface PhoneActions extends Omit<DaemonHost, 'debuggable'> {
  readonly keysAllowed: Promise<boolean>;
  becomeRoot(): void;
  wipe(): Promise<boolean>;
}

/** Recovery starts its adbd only on debuggable or unlocked phones, and as root only on debuggable ones. */
function recoveryFace(unit: Unit, properties: Properties, actions: PhoneActions): DaemonFace | undefined {
  if (unit.definition.recovery === 'twrp') {
    actions.becomeRoot();
    return daemonFace('recovery', unit.definition, properties, noKeys(false), { ...actions, debuggable: true });
  }
  const host = { ...actions, debuggable: debuggable(unit) };
  if (!host.debuggable && properties.get('ro.boot.verifiedbootstate') !== 'orange') return undefined;
  if (host.debuggable) actions.becomeRoot();
  const keys = noKeys(properties.get('ro.adb.secure') !== '0');
  return daemonFace('recovery', unit.definition, properties, keys, host);
}

export async function modeFace(
  mode: PhoneMode,
  unit: Unit,
  properties: Properties,
  actions: PhoneActions,
): Promise<DaemonFace | undefined> {
  const { definition } = unit;
  // Fastboot is another protocol; see `fastboot/fastboot-side.ts`.
  if (mode === 'bootloader' || mode === 'fastbootd') return undefined;
  if (mode === 'recovery') return recoveryFace(unit, properties, actions);
  if (mode === 'sideload' && definition.recovery === 'miassistant') {
    const formatDisabled = traitOf(definition, 'format-disabled') !== undefined;
    const property = (name: string) => properties.get(name);
    const host = { formatDisabled, property, reboot: actions.reboot, wipe: actions.wipe };
    return openFace('sideload', definition, properties, (name) => miassistantService(host, name));
  }
  if (mode === 'sideload' || mode === 'rescue') {
    const property = (name: string) =>
      name === 'rescue.battery_level' ? String(definition.battery.level) : properties.get(name);
    return minadbdFace(definition, properties, { mode, property, reboot: actions.reboot, wipe: actions.wipe });
  }
  const adb = await adbModeOf(unit, properties);
  if (adb === 'off') return undefined;
  if (adb === 'trade-in') return tradeInFace(definition, properties, actions.run);
  const keys = ownerKeys(unit.userdata.tree, adb === 'secure', actions.keysAllowed, actions.pushed);
  return daemonFace('device', definition, properties, keys, { ...actions, debuggable: debuggable(unit) });
}
