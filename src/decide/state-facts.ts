/**
 * What a phone's answers tell of its keys and of its reset, for the certificate. Each a fact with its source, or the reason
 * why it is not known; nothing is judged by it.
 */
import type { StateFacts } from '../model/crypto-erase.ts';
import { type Fact, factValue } from '../model/fact.ts';
import type { Identity } from '../model/identity.ts';
import { type ReadingName, type Readings, readingText } from '../model/readings.ts';
import { parseGetprop } from './getprop.ts';
import { androidIdProbe } from './probes/android-id.ts';

type Answer = { readonly text: string } | { readonly unavailable: string };

/** What is asked for them beside what the probes ask for. */
export const FACT_READINGS = ['boot-count', 'features'] as const;

const answer = (readings: Readings, name: ReadingName): Answer => readingText(readings, name);

const properties = (readings: Readings) => {
  const props = answer(readings, 'props');
  return parseGetprop('text' in props ? props.text : '');
};

/** AOSP Settings.Global.BOOT_COUNT, since Android 7; it begins anew with the settings. */
function bootCount(readings: Readings): Fact<number> {
  const said = answer(readings, 'boot-count');
  if ('unavailable' in said) return said;
  const text = said.text.trim();
  return /^\d{1,9}$/.test(text)
    ? { value: Number(text), source: 'settings get global boot_count' }
    : { unavailable: 'this Android does not count its starts' };
}

/** AOSP PackageManager.FEATURE_HARDWARE_KEYSTORE, FEATURE_STRONGBOX_KEYSTORE: since Android 12, as `feature:NAME=LEVEL`. */
function keystore(readings: Readings, name: string): Fact<number> {
  const said = answer(readings, 'features');
  if ('unavailable' in said) return said;
  const level = new RegExp(`^feature:android\\.hardware\\.${name}=(\\d{1,5})$`, 'm').exec(said.text)?.[1];
  return level === undefined
    ? { unavailable: `the phone lists no feature android.hardware.${name}` }
    : { value: Number(level), source: 'pm list features' };
}

/** AOSP system/vold/FsCrypt.cpp and fs_mgr: what fstab asks for shows in these two. */
function fileEncryption(readings: Readings): Fact<string> {
  const known = properties(readings);
  const modes = ['contents_mode', 'filenames_mode'].flatMap((name) => known.get(`ro.crypto.volume.${name}`) ?? []);
  return modes.length === 0
    ? { unavailable: 'the phone does not tell the modes, and fstab is closed to a shell' }
    : { value: modes.join(':').slice(0, 80), source: 'getprop ro.crypto.volume.*' };
}

/** The newest entry that names a reset, of AOSP system/core/bootstat. */
function factoryResetAt(after: Readings): Fact<string> {
  const history = properties(after).get('persist.sys.boot.reason.history') ?? '';
  const seconds = Number(/factory_reset[^\n]*?,(\d{9,11})$/m.exec(history)?.[1] ?? Number.NaN);
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime())
    ? { unavailable: 'Android tells no start after a factory reset' }
    : { value: at.toISOString(), source: 'persist.sys.boot.reason.history, by the clock of the phone' };
}

/** @param identityAfter who the phone says that it is now; undefined when it could not be asked */
export function stateFacts(before: Readings, after: Readings, identityAfter: Identity | undefined): StateFacts {
  const id = androidIdProbe.signal({ before, after }).says;
  const unseen = { unavailable: 'the phone could not be asked after the wipe' };
  const features = keystore(before, 'hardware_keystore');
  const later = factValue(features) === undefined ? after : before;
  return {
    fileEncryption: fileEncryption(properties(before).size > 0 ? before : after),
    hardwareKeystore: keystore(later, 'hardware_keystore'),
    strongBoxKeystore: keystore(later, 'strongbox_keystore'),
    bootCountBefore: bootCount(before),
    bootCountAfter: bootCount(after),
    factoryResetAt: factoryResetAt(after),
    androidIdNew:
      id === 'unknown'
        ? { unavailable: 'the android_id could not be compared' }
        : { value: id === 'reset', source: 'settings get secure android_id' },
    verifiedBootAfter: identityAfter?.verifiedBoot ?? unseen,
    bootLockAfter: identityAfter?.bootLock ?? unseen,
  };
}
