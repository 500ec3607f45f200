/** What the phone's storage is, and how large: from where it starts, from its boot loader, from its trade-in mode. */
import type { Fact } from '../model/fact.ts';
import type { Identity } from '../model/identity.ts';
import { type Getvar, partitionBytes } from './getvar.ts';
import { mapped, type Properties, propertyFact } from './property-fact.ts';

type StorageType = Identity['storage']['type'];

/** `1d84000.ufshc`, `soc/7824900.sdhci`, `bootdevice,11270000.ufshci`, `14700000.ufs`, `mmcblk0`, `11230000.msdc`. */
function ofBootDevice(text: string): 'ufs' | 'emmc' | undefined {
  if (/ufs/i.test(text)) return 'ufs';
  return /sdhc|mmc|msdc|dwmmc|\.sdio/i.test(text) ? 'emmc' : undefined;
}

/** Both `storage-type: UFS` and lines of one kind each, of which the other says `N/A` (Motorola); `variant:SDM UFS`. */
export function storageTypeOfGetvar(getvar: Getvar): StorageType {
  const asked = ['storage-type', 'variant'].flatMap((name) => {
    const text = getvar.variables.get(name) ?? '';
    const found = /\b(UFS|EMMC)\b/i.exec(text)?.[1]?.toLowerCase();
    return found === 'ufs' || found === 'emmc' ? [{ value: found, source: `getvar ${name}` } as const] : [];
  });
  const [first] = asked;
  if (first) return first;
  for (const name of ['ufs', 'emmc'] as const) {
    const text = getvar.variables.get(name) ?? '';
    if (/^\d+ ?GB/i.test(text)) return { value: name, source: `getvar ${name}` };
  }
  return { unavailable: 'the boot loader does not tell the type of storage' };
}

export function storageTypeOfProps(properties: Properties): StorageType {
  const keys = ['ro.boot.bootdevice', 'ro.boot.boot_devices', 'ro.boot.boot_device', 'ro.boot.storage_type'];
  return mapped(propertyFact(properties, ...keys), ofBootDevice);
}

/** Of the user data, in bytes. */
export function storageBytesOfGetvar(getvar: Getvar): Fact<number> {
  const bytes = partitionBytes(getvar, 'userdata');
  return bytes === undefined
    ? { unavailable: 'the boot loader does not tell the size of the user data' }
    : { value: bytes, source: 'getvar partition-size:userdata' };
}
