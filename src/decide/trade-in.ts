/** The JSON of `tradeinmode getstatus` (Android 16, AOSP adb/docs/dev/adb_tradeinmode.md). Makers vary: all optional. */
import { tradeInJsonSchema } from '../model/trade-in-json.ts';
import { isImei } from './imei.ts';

export interface TradeInStatus {
  readonly serial?: string;
  readonly imeis: readonly string[];
  readonly device?: string;
  readonly brand?: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly name?: string;
  readonly launchLevel?: number;
  readonly storageBytes?: number;
  readonly factoryResetProtection?: boolean;
  readonly virtual?: boolean;
}

type Told<T> = { [K in keyof T]: T[K] | undefined };

/** The same without what is undefined. */
function present<T extends object>(told: Told<T>): Partial<T> {
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as Partial<T>;
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
  const { serial, imeis, imei, product, locks, launch_level, storage, wipebench_virtual } = parsed.data;
  return {
    imeis: [imeis ?? [], imei ?? []].flat(2).filter(isImei),
    ...present<Omit<TradeInStatus, 'imeis'>>({
      serial,
      device: product?.device,
      brand: product?.brand,
      manufacturer: product?.manufacturer,
      model: product?.model,
      name: product?.name,
      launchLevel: launch_level,
      storageBytes: storage?.capacity_bytes,
      factoryResetProtection: locks?.factory_reset_protection,
      virtual: wipebench_virtual,
    }),
  };
}
