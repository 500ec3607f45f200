/** The JSON of `tradeinmode getstatus` (Android 16, AOSP adb/docs/dev/adb_tradeinmode.md). Makers vary: all optional. */
import { tradeInJsonSchema } from '../model/trade-in-json.ts';
import { isImei } from './imei.ts';

export interface TradeInStatus {
  readonly serial?: string;
  readonly imeis: readonly string[];
  readonly device?: string;
  readonly factoryResetProtection?: boolean;
}

/** Undefined when the text is not such a JSON object. */
export function parseTradeIn(text: string): TradeInStatus | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = tradeInJsonSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { serial, imeis, imei, product, locks } = parsed.data;
  return {
    imeis: [imeis ?? [], imei ?? []].flat(2).filter(isImei),
    ...(serial === undefined ? {} : { serial }),
    ...(product?.device === undefined ? {} : { device: product.device }),
    ...(locks?.factory_reset_protection === undefined
      ? {}
      : { factoryResetProtection: locks.factory_reset_protection }),
  };
}
