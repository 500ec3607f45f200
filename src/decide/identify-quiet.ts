/** Who a phone is that answers no ordinary shell: in the trade-in mode of Android 16, or in Xiaomi's recovery. */
import type { Fact } from '../model/fact.ts';
import { kindOfNames } from './device-names.ts';
import { kindOf } from './kind.ts';
import { GENERIC, makerOf } from './maker.ts';
import { parseMiAssistant, VIRTUAL_VERSION } from './miassistant-answers.ts';
import type { PartialIdentity } from './partial-identity.ts';
import { CHIP_NUMBER_SOURCE, MARKET_DEVICE_SOURCE } from './same-phone.ts';
import { serialFact } from './serial.ts';
import { parseTradeIn } from './trade-in.ts';

const TRADE_IN = 'tradeinmode getstatus';

function told<T>(value: T | undefined, source: string): Fact<T> {
  return value === undefined || value === '' ? { unavailable: `${source} does not tell` } : { value, source };
}

/** What a virtual phone of ours says of itself stands above all that it plays. */
function marked(virtual: boolean, told: PartialIdentity): PartialIdentity {
  return virtual ? { ...told, kind: 'virtual', why: ['it says that it is a virtual phone', ...told.why] } : told;
}

/** Undefined when the text is no status. Trade-in mode exists on phones that are sold, so it is a phone or a tablet. */
export function tradeInIdentity(text: string): PartialIdentity | undefined {
  const status = parseTradeIn(text);
  if (!status) return undefined;
  const { brand, manufacturer, model, device, name, serial = '' } = status;
  const properties = new Map(
    Object.entries({
      'ro.product.brand': brand ?? '',
      'ro.product.manufacturer': manufacturer ?? '',
      'ro.product.model': model ?? '',
      'ro.product.device': device ?? '',
      'ro.product.name': name ?? '',
    }),
  );
  const maker = makerOf(properties);
  const kind = kindOf(properties, maker);
  const known = 'value' in maker.fact && maker.fact.value !== GENERIC ? maker.fact.value : undefined;
  // Names alone are enough here, since what answers is a build on sale that was just set back.
  const open = kind.kind === 'unknown' && known !== undefined;
  const named = kindOfNames([model ?? '', device ?? '', name ?? ''], known);
  const why = open ? [`it has the trade-in mode of ${known}'s devices on sale`] : kind.why;
  return marked(status.virtual === true, {
    kind: open ? (named?.kind ?? 'phone') : kind.kind,
    maker: 'value' in maker.fact ? { ...maker.fact, source: TRADE_IN } : maker.fact,
    brand: told(brand, TRADE_IN),
    model: told(model, TRADE_IN),
    device: told(device, TRADE_IN),
    product: told(name, TRADE_IN),
    serial: serialFact(new Map([['serial', serial]]), TRADE_IN, 'serial'),
    imeis: status.imeis.length === 0 ? told<string[]>(undefined, TRADE_IN) : told([...status.imeis], TRADE_IN),
    launchApiLevel: told(status.launchLevel, TRADE_IN),
    storage: {
      type: { unavailable: `${TRADE_IN} does not tell` },
      bytes: told(status.storageBytes || undefined, TRADE_IN),
    },
    why: [...why, ...maker.why],
    contradictions: maker.contradictions,
  });
}

/** Undefined when that recovery told nothing. Only Xiaomi's recovery has this service. */
export function miassistantIdentity(text: string): PartialIdentity | undefined {
  const { device, sn, version = '' } = parseMiAssistant(text);
  if (device === undefined && sn === undefined) return undefined;
  const code = device?.replace(/_(global|eea|ru|in|id|tw|tr|jp|kr|cn|dc|lm|cm|mx|cl)\w*$/, '') ?? '';
  const named = code === '' ? undefined : kindOfNames([code], 'Xiaomi');
  const serial = serialFact(new Map([['getsn', sn ?? '']]), 'MIAssistant', 'getsn');
  return marked(version.endsWith(VIRTUAL_VERSION), {
    kind: named?.kind ?? (code === '' ? 'unknown' : 'phone'),
    maker: { value: 'Xiaomi', source: 'MIAssistant' },
    device: told(device, MARKET_DEVICE_SOURCE),
    serial: 'value' in serial ? { ...serial, source: CHIP_NUMBER_SOURCE } : serial,
    why: ['only Xiaomi’s recovery has the service MIAssistant'],
    contradictions: [],
  });
}
