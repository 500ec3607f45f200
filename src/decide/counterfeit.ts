/** Marks by which a phone that calls itself a great maker's is none: what the real maker's systems never say. */
import type { Fingerprint } from './fingerprint.ts';
import { MAKER_NAMES, NAME_CLASSES, nameKey } from './maker-aliases.ts';
import type { Properties } from './property-fact.ts';

/** Makers that are copied, and build with their own keys. Many small makers do ship test keys and names of factories. */
export const COPIED: readonly string[] = [
  'Samsung',
  'Google',
  'Huawei',
  'Xiaomi',
  'Sony',
  'HTC',
  'OnePlus',
  'Nokia (HMD)',
  'Honor',
];

/** Boards of MediaTek's reference designs, under the names of the factories that copy. */
const COPY_BOARD = /^(full_)?(alps|android|hexing|hct|jhz|aeon|bd67|rgk|lentk|mbk|magc|evb|k\d{2}v|iphone)/i;

/**
 * @returns what speaks against `maker`, in words; empty when nothing does. A fingerprint of Google's is no mark: custom
 * systems carry one to pass. A debug build with test keys is none either: every custom system is one.
 */
export function counterfeitMarks(maker: string, properties: Properties, print: Fingerprint | undefined): string[] {
  if (!COPIED.includes(maker)) return [];
  const marks: string[] = [];
  const get = (key: string) => properties.get(key) ?? '';
  if (nameKey(get('ro.product.manufacturer')) === 'alps') marks.push('ro.product.manufacturer says alps');
  if (!print) return marks;
  const key = nameKey(print.brand);
  const other = MAKER_NAMES.get(key);
  const retail = print.type === 'user' && get('ro.build.type') !== 'userdebug';
  if (key === 'alps') marks.push(`the fingerprint says ${print.brand}`);
  // Built from the command line of one person, for another maker's name than the fingerprint's.
  if (other !== undefined && other !== maker && other !== 'Google' && /^eng\./.test(print.incremental)) {
    marks.push(`the fingerprint says ${print.brand}, built by hand`);
  }
  const keys = get('ro.build.tags') || print.tags;
  if (retail && keys === 'test-keys' && /^\d{10}$/.test(print.incremental)) {
    marks.push(`${maker} does not sign what it sells with test keys`);
  }
  const device = get('ro.product.device') || print.device;
  if (retail && (COPY_BOARD.test(device) || (maker === 'Google' && /\s/.test(print.device)))) {
    marks.push(`${device} is no device of ${maker}`);
  }
  return NAME_CLASSES.get(key) === 'carrier' ? [] : marks;
}
