/**
 * Phone, tablet, emulator, another device, one of ours, or unknown. In doubt unknown: a phone called an emulator would
 * be wiped carelessly, and an emulator called a phone would get a certificate that looks real.
 *
 * An emulator is told by marks that it has, never by what is missing; a phone needs something that speaks for real
 * hardware: a whole fingerprint, or a known chip, a modem, a verified start. So a list that lost lines can become
 * unknown, and nothing else.
 */
import type { Kind } from '../model/identity.ts';
import { COPIED } from './counterfeit.ts';
import { kindOfNames } from './device-names.ts';
import { emulatorMark } from './emulator-marks.ts';
import { type Fingerprint, fingerprintOf, isMadeUp } from './fingerprint.ts';
import { HARDLY_PHONES, OTHER_MAKERS, TABLET_MAKERS, TV_MAKERS } from './kind-makers.ts';
import { isKaios, type KindWithReasons, ofCar, ofCharacteristics } from './kind-marks.ts';
import { agree, GENERIC, type MakerWithReasons, makerOf, makerOfName } from './maker.ts';
import { productKeys } from './property-fact.ts';

/** What a virtual phone of ours plays, beside what it is. */
export interface KindAndPlayed extends KindWithReasons {
  readonly plays: Kind;
}

type Properties = ReadonlyMap<string, string>;

/** Generic images for computers, which emulators are made of too. Phones with Intel chips name their board. */
const COMPUTER_HARDWARE = /^(intel|x86|x86_64|android_x86|android_x86_64|generic_x86|i386|pc)$/;
/** Chips and boards as `ro.hardware` names them, of phones on sale. */
const REAL_HARDWARE =
  /^(qcom|mt\d{4}\w*|exynos\w*|universal\w*|samsung\w*|smdk\w*|s5e\d{4}|kirin\w*|hi\d{4}\w*|sp\d{4}\w*|sc\d{4}\w*|scx\d\w*|ums\d\w*|uis\d\w*|gs\d{3}|msm\d{4}\w*|sdm\d{3}|sm\d{4}|tegra\w*|omap\d\w*|pxa\d\w*|bcm\d\w*|capri\w*|hawaii\w*|java|rhea\w*|zuma\w*|laguna)$/;
/** The few makers that sold phones or tablets with Intel chips; names of the others on such hardware are worn. */
const INTEL_MAKERS =
  `Asus Lenovo Acer Dell ZTE Motorola Xolo Lava Orange Gigabyte Prestigio Chuwi Teclast Onda Cube NextBook HP Toshiba DEXP Irbis Advan Haier Digma
  Ramos Trekstor PiPO Archos BLU Alcatel TCL Wiko Medion Odys Yota Generic`.split(/\s+/);
/** Devices with Intel chips of makers that have no others: Samsung Galaxy Tab 3 10.1, Mi Pad 2, Nexus Player, Nokia N1. */
const INTEL_DEVICES = /^(santos\w*|latte|fugu|nokia_?n1|.*_cheets)$/;

const get = (properties: Properties, key: string) => (properties.get(key) ?? '').trim();
const hardwareOf = (properties: Properties) =>
  (get(properties, 'ro.hardware') || get(properties, 'ro.boot.hardware')).toLowerCase();

/** Computers' hardware under a phone maker's name, or a name that its maker gives no device: an emulator in disguise. */
function disguise(properties: Properties, maker: string, print: Fingerprint | undefined): KindWithReasons | undefined {
  const hardware = hardwareOf(properties);
  const abi = get(properties, 'ro.product.cpu.abi') || get(properties, 'ro.product.cpu.abilist');
  const device = get(properties, 'ro.product.device') || (print?.device ?? '');
  const computer = COMPUTER_HARDWARE.test(hardware) ? `ro.hardware is ${hardware}` : undefined;
  const x86 = /^x86/.test(abi) && !INTEL_DEVICES.test(device) ? `it runs on ${abi}` : undefined;
  const why = computer ?? x86;
  if (why === undefined) return undefined;
  // Without its code name it may be one of the few that have such a chip.
  if (computer === undefined && device === '') return { kind: 'unknown', why: [why] };
  // A computer may pass for a Pixel on purpose, and what is on it is real.
  if (maker === 'Google') return { kind: 'unknown', why: [why] };
  if (maker !== '' && !INTEL_MAKERS.includes(maker))
    return { kind: 'emulator', variant: 'game-emulator', why: [`${why}, which ${maker} does not sell`] };
  return computer === undefined && maker !== GENERIC && maker !== '' ? undefined : { kind: 'unknown', why: [why] };
}

/** Signs of an emulator in disguise that are not enough to call it one, and too much to call it a phone. */
function doubt(properties: Properties, maker: string, print: Fingerprint | undefined): string | undefined {
  const device = get(properties, 'ro.product.device');
  const hardware = get(properties, 'ro.hardware');
  const spoken = get(properties, 'ro.build.fingerprint');
  // Small makers of tablets do leave parts out, and nobody plays theirs.
  if (spoken !== '' && !print && !TABLET_MAKERS.includes(maker))
    return `the fingerprint ${spoken.slice(0, 60)} has not the form of one`;
  if (/^gsi_/.test(print?.device ?? '') && hardware === '') return 'a generic system image tells nothing of the device';
  if (/^SM-/i.test(device)) return `Samsung names no device ${device}`;
  if (/^SM-/i.test(hardware)) return `Samsung names no hardware ${hardware}`;
  if (print && COPIED.includes(maker) && isMadeUp(print))
    return `no Android ${print.release} has the build id ${print.id}`;
  if (/eng\.tiantian\./.test(print?.incremental ?? '')) return 'the system was built for an emulator';
  // Before Android 7 its hardware had many names, such as the model's.
  const sdk = Number(get(properties, 'ro.build.version.sdk'));
  const odd = maker === 'Samsung' && sdk >= 24 && hardware !== '' && !REAL_HARDWARE.test(hardware.toLowerCase());
  return odd ? `Samsung has no hardware ${hardware}` : undefined;
}

/** What speaks for a phone, or undefined. */
function phoneGround(properties: Properties, maker: string, print: Fingerprint | undefined): string | undefined {
  const hardware = hardwareOf(properties);
  const model = get(properties, 'ro.product.model');
  const modem =
    get(properties, 'gsm.version.baseband') !== '' || get(properties, 'ro.telephony.default_network') !== '';
  if (modem && hardware !== '') return `hardware ${hardware} with a modem`;
  if (HARDLY_PHONES.includes(maker)) return undefined;
  if (model !== '' && REAL_HARDWARE.test(hardware)) return `hardware ${hardware}`;
  if (model !== '' && hardware !== '' && get(properties, 'ro.boot.verifiedbootstate') !== '') {
    return `hardware ${hardware} with verified boot`;
  }
  if (!print) return undefined;
  const nobody = maker === '' || maker === GENERIC;
  // Who sells televisions too tells by a name which of the two it is.
  const names = model + get(properties, 'ro.product.device');
  if (TV_MAKERS.includes(maker) && names === '' && hardware === '') return undefined;
  // A fingerprint of another maker's is worn. Google's is a mask of custom systems, which run on phones.
  const worn = makerOfName(print.brand);
  if (!nobody && worn !== undefined && worn !== 'Google' && !agree(worn, maker)) return undefined;
  if (!nobody) return `the fingerprint is that of a phone of ${maker}`;
  // Without a maker's name a system as it is sold; images that anybody builds are on boards too. Those of MediaTek and
  // Spreadtrum are phones' whatever else they are called.
  const built = get(properties, 'ro.product.manufacturer');
  // These chips are in boxes, boards and tablets, whatever brand is on them.
  if (/^(rockchip|allwinner|softwinners?|amlogic)$/i.test(built)) return undefined;
  const phones = /^(alps|mediatek|spreadtrum|sprd|unisoc)$/i.test(built);
  const boards = /^(android|amlogic|allwinner|rockchip|softwinner|generic|intel)$/i.test(print.brand);
  const sold = print.type === 'user' && (phones || !boards) && !/^(gsi|generic|qssi|phhgsi)/i.test(print.device);
  return sold ? 'the fingerprint is that of a system on sale' : undefined;
}

/** @param maker when it has been found already */
export function kindOf(properties: Properties, found: MakerWithReasons = makerOf(properties)): KindAndPlayed {
  const real = realKindOf(properties, found);
  if (get(properties, 'ro.wipebench.virtual') !== '1') return { ...real, plays: real.kind };
  return { ...real, kind: 'virtual', plays: real.kind, why: ['it says that it is a virtual phone', ...real.why] };
}

function realKindOf(properties: Properties, found: MakerWithReasons): KindWithReasons {
  const mark = emulatorMark(properties);
  if (mark) return { kind: 'emulator', variant: mark.variant, why: [mark.why] };
  const print = fingerprintOf(properties);
  const maker = 'value' in found.fact ? found.fact.value : '';
  const names = [
    ...['model', 'device', 'name'].flatMap((name) =>
      productKeys(name)
        .slice(0, 4)
        .map((key) => get(properties, key)),
    ),
    print?.product ?? '',
    print?.device ?? '',
  ];
  const kaios = isKaios(properties, names);
  if (kaios !== undefined) return { kind: 'kaios', why: [kaios] };
  const brands = [get(properties, 'ro.product.brand'), print?.brand ?? ''];
  const named = kindOfNames(names, maker, brands);
  const pc = named?.variant === 'pc';
  const worn = pc ? undefined : disguise(properties, maker, print);
  if (worn?.kind === 'emulator') return worn;
  const hardware = hardwareOf(properties);
  if (get(properties, 'ro.kernel.qemu') === '1' || get(properties, 'ro.boot.qemu') === '1') {
    return hardware === ''
      ? { kind: 'emulator', variant: 'avd', why: ['ro.kernel.qemu is 1'] }
      : { kind: 'unknown', why: [`ro.kernel.qemu is 1, but the hardware is ${hardware}, of no known emulator`] };
  }
  if (pc && named) return { kind: 'other', variant: 'pc', why: [`its name is ${named.name}`] };
  const told = ofCharacteristics(properties);
  if (told?.kind === 'other') return told;
  const suspect = doubt(properties, maker, print);
  if (suspect !== undefined) return { kind: 'unknown', why: [suspect] };
  // Whoever plays a tablet tells its names; something must speak for hardware, or for a system that was built for it.
  if (!print && hardware === '' && get(properties, 'ro.build.fingerprint') === '') {
    return { kind: 'unknown', why: ['too little is known: names alone, which anything can bear'] };
  }
  if (named)
    return {
      kind: named.kind,
      ...(named.variant ? { variant: named.variant } : {}),
      why: [`its name is ${named.name}`],
    };
  const other = OTHER_MAKERS.get(maker);
  if (other !== undefined) return { kind: 'other', variant: other, why: [`${maker} makes no phones`] };
  if (told) return told;
  if (worn) return worn;
  const car = ofCar(properties, maker === '' || maker === GENERIC);
  if (car) return car;
  if (TABLET_MAKERS.includes(maker)) return { kind: 'tablet', why: [`${maker} makes tablets`] };
  const ground = phoneGround(properties, maker, print);
  return ground === undefined
    ? { kind: 'unknown', why: ['too little is known to call it a phone'] }
    : { kind: 'phone', why: [ground] };
}
