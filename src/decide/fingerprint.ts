/**
 * `ro.build.fingerprint`: BRAND/PRODUCT/DEVICE:RELEASE/ID/INCREMENTAL:TYPE/TAGS (Compatibility Definition Document,
 * 3.2.2). A custom system may carry that of another phone, so it is one witness among others.
 */

export interface Fingerprint {
  readonly brand: string;
  readonly product: string;
  readonly device: string;
  readonly release: string;
  readonly id: string;
  readonly incremental: string;
  readonly type: string;
  readonly tags: string;
}

const SHAPE = /^([^/:]+)\/([^/:]+)\/([^/:]+):([^/:]+)\/([^/:]+)\/([^:]+):([^/:]+)\/([^/:]+)$/;

/** Undefined when it is not of this shape: emulators that pose as phones leave parts out. */
export function parseFingerprint(text: string): Fingerprint | undefined {
  const parts = SHAPE.exec(text.slice(0, 400));
  if (!parts) return undefined;
  const [, brand = '', product = '', device = '', release = '', id = '', incremental = '', type = '', tags = ''] =
    parts;
  return { brand, product, device, release, id, incremental, type, tags };
}

/** Letters with which Google's build ids begin, by release; since Android 8 a date stands behind. */
const RELEASE_OF: Readonly<Record<string, number>> = { O: 8, P: 9, Q: 10, R: 11, S: 12, T: 13, U: 14 };

/** The build id is one of Google's, and of another release: nobody who signs what he sells builds that. */
export function isMadeUp({ id, release }: Fingerprint): boolean {
  const letter = /^([O-U])[A-Z0-9]{2,3}\.\d{6}\./.exec(id)?.[1] ?? '';
  const wanted = RELEASE_OF[letter];
  return wanted !== undefined && /^\d+(\.|$)/.test(release) && Number.parseInt(release, 10) !== wanted;
}

/** That of the whole, then those of the parts; the boot image's may be older than the system. */
export const FINGERPRINT_KEYS: readonly string[] = [
  'ro.build.fingerprint',
  'ro.system.build.fingerprint',
  'ro.vendor.build.fingerprint',
  'ro.odm.build.fingerprint',
  'ro.product.build.fingerprint',
  'ro.system_ext.build.fingerprint',
  'ro.bootimage.build.fingerprint',
];

/** The first that is set; undefined when it has not the shape of one. */
export function fingerprintOf(properties: ReadonlyMap<string, string>): Fingerprint | undefined {
  return parseFingerprint(FINGERPRINT_KEYS.map((key) => properties.get(key) ?? '').find((text) => text !== '') ?? '');
}
