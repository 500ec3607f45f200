/**
 * Phone, emulator, virtual, or unknown. In doubt unknown: a phone called an emulator would be wiped carelessly, and an
 * emulator called a phone would get a certificate that looks real.
 */
import type { Kind } from '../model/identity.ts';

interface KindWithReasons {
  readonly kind: Kind;
  readonly why: string[];
}

const EMULATOR_HARDWARE = /^(goldfish|ranchu|cutf_cvm|cutf|vbox86|ttvm_x86|nox)$/;
/** Generic images for computers, which emulators are made of too. Phones with Intel chips name their board. */
const COMPUTER_HARDWARE = /^(intel|android_x86|android_x86_64|x86|x86_64)$/;
const BLUESTACKS = /^(bst\.|init\.svc\.bst)/;
const CONTAINER_HARDWARE = /^(redroid|waydroid)$/;

export function kindOf(properties: ReadonlyMap<string, string>): KindWithReasons {
  const get = (key: string) => properties.get(key) ?? '';
  const hardware = get('ro.hardware').toLowerCase();
  if (get('ro.wipebench.virtual') === '1') return { kind: 'virtual', why: ['it says that it is a virtual phone'] };
  if (CONTAINER_HARDWARE.test(hardware)) return { kind: 'emulator', why: [`ro.hardware is ${hardware}`] };
  const qemu = get('ro.kernel.qemu') === '1' || get('ro.boot.qemu') === '1';
  if (EMULATOR_HARDWARE.test(hardware)) return { kind: 'emulator', why: [`ro.hardware is ${hardware}`] };
  const bluestacks = [...properties.keys()].find((key) => BLUESTACKS.test(key));
  if (bluestacks !== undefined) return { kind: 'emulator', why: [`it has the property ${bluestacks}`] };
  if (COMPUTER_HARDWARE.test(hardware)) return { kind: 'unknown', why: [`ro.hardware is ${hardware}`] };
  // The mere word "emulator" in ro.build.characteristics is on real Samsung phones too, so it decides nothing.
  if (qemu) return { kind: 'unknown', why: ['ro.kernel.qemu is 1 but the hardware is of no known emulator'] };
  const characteristics = get('ro.build.characteristics').split(/[ ,]+/);
  if (characteristics.some((word) => /^(watch|tv|automotive)$/.test(word))) {
    return { kind: 'other', why: [`ro.build.characteristics is ${characteristics.join(',')}`] };
  }
  const radio = get('gsm.version.baseband') !== '' || get('ro.telephony.default_network') !== '';
  if (characteristics.includes('tablet')) return { kind: 'tablet', why: ['ro.build.characteristics says tablet'] };
  if (get('ro.product.model') !== '' && hardware !== '' && (radio || get('ro.boot.verifiedbootstate') !== '')) {
    return { kind: 'phone', why: [`hardware ${hardware}${radio ? ' with a modem' : ' with verified boot'}`] };
  }
  return { kind: 'unknown', why: ['too little is known to call it a phone'] };
}
