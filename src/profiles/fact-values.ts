/** What a fact can be, so that a condition which can never hold is found before any phone is refused by it. */
import type { ConditionFact } from '../model/condition.ts';
import { SERVICES } from '../model/condition.ts';
import { KINDS, ROMS, VARIANTS } from '../model/identity.ts';
import { DEVICE_STATES } from '../model/sighting.ts';

/** A list: one of these words. */
export type FactValues = readonly string[] | 'text' | 'number' | 'truth';

interface FactMeaning {
  readonly values: FactValues;
  /** For PROFILES.md and for editors. */
  readonly words: string;
}

export const FACT_MEANINGS: Readonly<Record<ConditionFact, FactMeaning>> = {
  kind: { values: KINDS, words: 'what kind of device it is' },
  variant: { values: VARIANTS, words: 'which emulator, or which kind of device that is neither phone nor tablet' },
  maker: { values: 'text', words: 'the name by which people know the maker, such as Xiaomi for Redmi and POCO too' },
  brand: { values: 'text', words: 'ro.product.brand, as the phone writes it' },
  model: { values: 'text', words: 'ro.product.model' },
  device: { values: 'text', words: 'the code name: ro.product.device' },
  product: { values: 'text', words: 'ro.product.name' },
  rom: { values: ROMS, words: 'a system of its own instead of what the maker shipped' },
  release: { values: 'text', words: 'ro.build.version.release, as text: compare `sdk` instead' },
  sdk: { values: 'number', words: 'ro.build.version.sdk' },
  launchApiLevel: { values: 'number', words: 'API level of the release with which the phone was launched' },
  securityPatch: { values: 'text', words: 'as 2024-09-05; `min` and `max` compare it as text' },
  buildType: { values: 'text', words: 'ro.build.type: user, userdebug or eng' },
  debuggable: { values: 'truth', words: 'ro.debuggable' },
  bootLock: { values: ['locked', 'unlocked'], words: 'the lock of the boot loader' },
  encryptionState: { values: ['encrypted', 'unencrypted', 'unsupported'], words: 'ro.crypto.state' },
  encryptionType: { values: ['file', 'block', 'none'], words: 'ro.crypto.type' },
  metadataEncryption: { values: 'truth', words: 'ro.crypto.metadata.enabled' },
  deleteAllKeys: { values: 'truth', words: 'ro.crypto.metadata_init_delete_all_keys.enabled' },
  rootShell: {
    values: ['now', 'possible', 'no'],
    words: 'the shell is root already; a debuggable build lets adb restart as root; neither',
  },
  state: { values: DEVICE_STATES, words: 'the mode in which the phone stands now' },
  service: { values: SERVICES, words: 'what answers beside, or instead of, an ordinary shell' },
};

/** True when the phone can have this value, as far as one can know. */
export function canBe(fact: ConditionFact, value: string | number | boolean): boolean {
  const { values } = FACT_MEANINGS[fact];
  if (values === 'text') return typeof value === 'string';
  if (values === 'number') return typeof value === 'number';
  if (values === 'truth') return typeof value === 'boolean';
  return values.some((each) => each === value);
}

/** The values in words, for complaints and documents. */
export function valueWords(values: FactValues): string {
  if (values === 'truth') return 'true or false';
  return typeof values === 'string' ? values : values.join(', ');
}
