/**
 * By what software that plays a phone gives itself away. Data: each mark is one that no phone on sale has, so the mere
 * word emulator (Samsung, Meizu), `ro.kernel.qemu` of 0, `qemu.hw.mainkeys`, `ro.kernel.qemu.gles`, the board
 * `QC_Reference_Phone` and an unknown boot loader are none: real phones have them.
 */
import type { Identity } from '../model/identity.ts';
import { FINGERPRINT_KEYS } from './fingerprint.ts';
import { productKeys } from './property-fact.ts';

export type Variant = Extract<Identity['variant'], { value: unknown }>['value'];

/** `ro.hardware` and its like, whole and in lower case. */
const HARDWARE: readonly (readonly [RegExp, Variant])[] = [
  [/^(goldfish|ranchu)(_\w+)?$/, 'avd'],
  [/^(cutf_cvm|cutf|cutf_ivsh|vsoc|cuttlefish)$/, 'cuttlefish'],
  [/^vbox86(p|tp)?$/, 'genymotion'],
  [/^redroid\w*$/, 'redroid'],
  [/^waydroid\w*$/, 'waydroid'],
  [/^(anbox|windows_(x86_64|arm64)|gce_x86|nspawn|lxc|docker|remote_android|xdroid)$/, 'container'],
  [
    /^(nox|bignox|ttvm_x86|ttvm_hdragon|memu|microvirt|ldplayer|leapdroid|droid4x|windroye?|mumu|nemu|x8sandbox)$/,
    'game-emulator',
  ],
  [/^(bluestacks\w*|bst\w*)$/, 'bluestacks'],
];

/** Product, device, model, fingerprint: names of images, each bounded so that no phone's name can hold it. */
const NAMES: readonly (readonly [RegExp, Variant])[] = [
  [
    /(^|\/)(google\/)?(sdk|google_sdk|sdk_[a-z0-9_]+|full_x86|emu64[a-z0-9]*|emulator[_a-z0-9]*|generic_x86(_64|_arm)?|vbox_x86)($|[/:])/i,
    'avd',
  ],
  [
    /(^|[/_])(ihu|duo|car|surface_duo)_emulator|^Android SDK built for|^AOSP on (ranchu|goldfish|IA Emulator)|sdk_gphone/i,
    'avd',
  ],
  [
    /(^|[/_])vsoc_|(^|[/ ])(aosp_)?cf_(x86|arm|riscv)|^Cuttlefish\b|kiwi_x86_64|^HPE device$|^AOSP on Cuttlefish/i,
    'cuttlefish',
  ],
  [/vbox86t?p?(?![a-z])|genymotion|genymobile/i, 'genymotion'],
  [/(^|[/ ])redroid/i, 'redroid'],
  [/(^|[/ _])waydroid/i, 'waydroid'],
  [/(^|\/)(anbox|AMI_?duos|windows_x86_64|windows_arm64)|^Subsystem for Android/i, 'container'],
  [/bluestacks/i, 'bluestacks'],
  [
    /(^|[/ ])(nox|bignox|droid4x|memu|microvirt|ldplayer|leapdroid|ttvm|tiantian|MuMu|Netease)(player)?($|[/ :_.])/i,
    'game-emulator',
  ],
  // Build ids of MuMu, under whatever fingerprint.
  [/\/V4\d\dIR\//, 'game-emulator'],
];

/** Property names that only one emulator has. */
const KEYS: readonly (readonly [RegExp, Variant])[] = [
  [/^(bst\.|init\.svc\.bst|ro\.bst\.)/, 'bluestacks'],
  [/^(ro\.(genymotion|genyd)\.|genyd\.|init\.svc\.(genyd|vbox86-setup))/, 'genymotion'],
  [/^(redroid\.|ro\.boot\.redroid)/, 'redroid'],
  [/^(vmos\.|ro\.rf\.vmname$)/, 'container'],
  [/^((ro|persist)\.)?waydroid\./, 'waydroid'],
  [
    /^ro\.kernel\.android\.qemud$|^ro\.(kernel|boot)\.qemu\.(avd_name|gltransport|adb\.pubkey|settings)|^init\.svc\.(goldfish-|qemu-props|ranchu-)/,
    'avd',
  ],
  [
    /^(init\.svc\.(noxd|microvirtd?|nemud?|droid4x|ttVM\S*|pkVM\S*|leapd|memud|su_kpbs_daemon)|(init\.svc|ro\.boottime)\.ldinit|(ro|persist)\.(nox|bignox|memu|nemu|mumu|ldplayer|andy)\.|(microvirtd?|nemud|nox|ttvmd|droid4x|windroyed?|androVM)\.)/,
    'game-emulator',
  ],
  [/^(ro\.boot\.|ro\.)?(cuttlefish|vsoc)[._]/, 'cuttlefish'],
];

/** All that bears a name of the image: the whole's first, then the halves', of which a list may hold only one. */
const VALUES_OF: readonly string[] = [
  ...['name', 'device', 'model'].map((name) => `ro.product.${name}`),
  ...FINGERPRINT_KEYS,
  'ro.build.product',
  'ro.build.flavor',
  ...['name', 'device', 'model', 'manufacturer', 'brand'].flatMap(productKeys),
];
const HARDWARE_OF = [
  'ro.hardware',
  'ro.boot.hardware',
  'ro.kernel.androidboot.hardware',
  'ro.product.board',
  'ro.board.platform',
];

interface Mark {
  readonly variant: Variant;
  readonly why: string;
}

/** The first mark of an emulator or a container, or undefined. */
export function emulatorMark(properties: ReadonlyMap<string, string>): Mark | undefined {
  for (const key of HARDWARE_OF) {
    const value = (properties.get(key) ?? '').trim().toLowerCase();
    const found = HARDWARE.find(([pattern]) => pattern.test(value));
    if (found) return { variant: found[1], why: `${key} is ${value}` };
  }
  for (const key of VALUES_OF) {
    const value = (properties.get(key) ?? '').slice(0, 300);
    const found = value === '' ? undefined : NAMES.find(([pattern]) => pattern.test(value));
    if (found) return { variant: found[1], why: `${key} is ${value.slice(0, 80)}` };
  }
  // Of several the same one, in whatever order they are printed.
  for (const key of [...properties.keys()].toSorted()) {
    const found = KEYS.find(([pattern]) => pattern.test(key));
    if (found) return { variant: found[1], why: `it has the property ${key}` };
  }
  const machine = `${properties.get('ro.product.manufacturer') ?? ''} ${properties.get('ro.product.model') ?? ''}`;
  if (
    /innotek gmbh|virtualbox|vmware|\bqemu\b|standard pc \(|parallels|microsoft corporation virtual machine/i.test(
      machine,
    )
  ) {
    return { variant: 'container', why: `the computer it runs on is ${machine.trim().slice(0, 80)}` };
  }
  return undefined;
}
