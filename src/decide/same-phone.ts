/** Is this the phone that the run began with? By hard facts, never by the adb serial alone. */
import type { Identity } from '../model/identity.ts';

export type PhoneMatch = 'same' | 'different' | 'unknown';

/** What a phone that came back says of itself; absent where this mode does not tell. */
export interface HardFacts {
  readonly serial?: string;
  readonly imeis?: readonly string[];
  /** The serial as the boot loader tells it; of some makers it is not the one of Android. */
  readonly bootSerial?: string;
  /** ro.product.device: equal on every phone of the model, so it can only contradict. */
  readonly device?: string;
  /** The code name with the market behind it, such as `dada_global`: Xiaomi's recovery. Can only contradict, too. */
  readonly marketDevice?: string;
  /** The number of the chip, which Xiaomi's recovery tells in place of the serial. */
  readonly chipNumber?: string;
}

/** The source of a serial that is the number of the chip. Such a one and an ordinary serial are never compared. */
export const CHIP_NUMBER_SOURCE = 'MIAssistant getsn';
/** The source of a code name that may have the market behind it. */
export const MARKET_DEVICE_SOURCE = 'MIAssistant getdevice';

/** The boot loader of these phones may tell another serial than their Android: a contradiction proves nothing there. */
const TWO_SERIALS = /^sony/i;
const BOOT_LOADER_SOURCE = /^getvar /;

interface Comparison {
  readonly match: PhoneMatch;
  readonly why: string;
}

/**
 * An IMEI weighs more than a serial: some phones change their serial with the mode, none its IMEI. A contradiction of
 * the IMEI, or of the serial without an agreeing IMEI, is another phone. Nothing to compare is `unknown`, never `same`.
 */
export function samePhone(before: Identity, now: HardFacts): Comparison {
  const imeis = 'value' in before.imeis ? before.imeis.value : [];
  if (imeis.length > 0 && now.imeis && now.imeis.length > 0) {
    return now.imeis.some((imei) => imeis.includes(imei))
      ? { match: 'same', why: 'the IMEI is the same' }
      : { match: 'different', why: 'its IMEI is another one' };
  }
  // What a boot loader calls the phone may be its chip or a sister model, so it is no code name to compare with.
  const named = 'value' in before.device && !BOOT_LOADER_SOURCE.test(before.device.source);
  const device = named && 'value' in before.device ? before.device.value : undefined;
  const withMarket = 'value' in before.device && before.device.source === MARKET_DEVICE_SOURCE;
  if (device !== undefined && now.device !== undefined && now.device !== '') {
    if (withMarket ? !ofMarket(device, now.device) : device !== now.device) {
      return { match: 'different', why: 'it is another model' };
    }
  }
  if (device !== undefined && now.marketDevice !== undefined && !ofMarket(device, now.marketDevice)) {
    return { match: 'different', why: 'it is another model' };
  }
  const serial = 'value' in before.serial ? before.serial.value : undefined;
  const ofChip = 'value' in before.serial && before.serial.source === CHIP_NUMBER_SOURCE;
  const inBootLoader = now.bootSerial !== undefined;
  const shown = ofChip ? now.chipNumber : (now.bootSerial ?? now.serial);
  if (serial !== undefined && shown !== undefined && shown !== '') {
    if (serial === shown) return { match: 'same', why: 'the serial is the same' };
    const knownThere = 'value' in before.serial && BOOT_LOADER_SOURCE.test(before.serial.source);
    const maker = 'value' in before.maker ? before.maker.value : '';
    return knownThere !== inBootLoader && TWO_SERIALS.test(maker)
      ? { match: 'unknown', why: 'phones of this maker may tell another serial in their boot loader' }
      : { match: 'different', why: 'its serial is another one' };
  }
  return { match: 'unknown', why: 'nothing could be compared' };
}

/** Either may be the one with the market: a plan made in MIAssistant knows no other name. */
function ofMarket(device: string, shown: string): boolean {
  return shown === device || shown.startsWith(`${device}_`) || device.startsWith(`${shown}_`);
}
