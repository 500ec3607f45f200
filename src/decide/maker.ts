/** The maker by several facts: fingerprint, brand, manufacturer, in this order; contradictions are shown. */
import type { Fact } from '../model/fact.ts';

interface MakerWithReasons {
  readonly fact: Fact<string>;
  readonly why: string[];
  readonly contradictions: string[];
}

/** Names that makers give themselves in properties, lower case, to the maker's name as people know it. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    google: 'Google',
    samsung: 'Samsung',
    xiaomi: 'Xiaomi',
    redmi: 'Xiaomi',
    poco: 'Xiaomi',
    huawei: 'Huawei',
    honor: 'Honor',
    oneplus: 'OnePlus',
    oppo: 'Oppo',
    realme: 'Realme',
    vivo: 'Vivo',
    iqoo: 'Vivo',
    motorola: 'Motorola',
    lenovo: 'Lenovo',
    sony: 'Sony',
    lge: 'LG',
    htc: 'HTC',
    nokia: 'HMD',
    'hmd global': 'HMD',
    fairphone: 'Fairphone',
    asus: 'Asus',
    zte: 'ZTE',
    nubia: 'ZTE',
    nothing: 'Nothing',
  }),
);

export function makerOf(properties: ReadonlyMap<string, string>): MakerWithReasons {
  const witnesses = [
    { source: 'ro.build.fingerprint', text: (properties.get('ro.build.fingerprint') ?? '').split('/', 1)[0] ?? '' },
    { source: 'ro.product.brand', text: properties.get('ro.product.brand') ?? '' },
    { source: 'ro.product.manufacturer', text: properties.get('ro.product.manufacturer') ?? '' },
  ]
    .filter((witness) => witness.text !== '')
    .map((witness) => ({ ...witness, maker: ALIASES.get(witness.text.toLowerCase()) }));
  const chosen = witnesses.find((witness) => witness.maker !== undefined) ?? witnesses.at(-1);
  if (!chosen) return { fact: { unavailable: 'the phone does not tell its maker' }, why: [], contradictions: [] };
  const contradictions = witnesses
    .filter((witness) => witness.maker !== undefined && chosen.maker !== undefined && witness.maker !== chosen.maker)
    .map((witness) => `${witness.source} says ${witness.text}`);
  return {
    fact: { value: chosen.maker ?? chosen.text, source: `getprop ${chosen.source}` },
    why: [`${chosen.source} says ${chosen.text}`],
    contradictions,
  };
}
