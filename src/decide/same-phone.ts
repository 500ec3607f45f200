/** Is this the phone that the run began with? By hard facts, never by the adb serial alone. */
import type { Identity } from '../model/identity.ts';

export type PhoneMatch = 'same' | 'different' | 'unknown';

/** What a phone that came back says of itself; absent where this mode does not tell. */
export interface HardFacts {
  readonly serial?: string;
  readonly imeis?: readonly string[];
  /** ro.product.device: equal on every phone of the model, so it can only contradict. */
  readonly device?: string;
}

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
  const device = 'value' in before.device ? before.device.value : undefined;
  if (device !== undefined && now.device !== undefined && now.device !== '' && device !== now.device) {
    return { match: 'different', why: 'it is another model' };
  }
  const serial = 'value' in before.serial ? before.serial.value : undefined;
  if (serial !== undefined && now.serial !== undefined && now.serial !== '') {
    return serial === now.serial
      ? { match: 'same', why: 'the serial is the same' }
      : { match: 'different', why: 'its serial is another one' };
  }
  return { match: 'unknown', why: 'nothing could be compared' };
}
