/** A condition of a profile in plain words. */
import type { Condition, ConditionFact } from './condition.ts';
import type { PreflightCode } from './preflight.ts';

const FACT_NAMES: Readonly<Record<ConditionFact, string>> = {
  kind: 'the kind of device',
  variant: 'the variant',
  maker: 'the maker',
  brand: 'the brand',
  model: 'the model',
  device: 'the code name',
  product: 'the product name',
  rom: 'the system',
  release: 'the Android release',
  sdk: 'the API level of Android',
  launchApiLevel: 'the API level at launch',
  securityPatch: 'the patch level',
  buildType: 'the build type',
  debuggable: 'whether the build is debuggable',
  bootLock: 'the boot loader',
  encryptionState: 'the storage',
  encryptionType: 'the type of encryption',
  metadataEncryption: 'whether metadata is encrypted',
  deleteAllKeys: 'whether all keys are deleted with user data',
  rootShell: 'a root shell',
  state: 'the state of the phone',
  service: 'what answers',
};

const QUESTIONS: Readonly<Record<PreflightCode, string>> = {
  ACCOUNTS_PRESENT: 'are accounts signed in',
  FRP_ACTIVE: 'is factory reset protection active',
  DEVICE_MANAGED: 'is the phone managed by an organisation',
  FINANCE_LOCK: 'does a lender hold a lock on it',
  WORK_PROFILE: 'is there a work profile',
  SEVERAL_USERS: 'are there several users',
  SCREEN_LOCK_SET: 'is a screen lock set',
  SD_CARD_PRESENT: 'is a memory card in it',
  SD_CARD_ADOPTED: 'is the memory card part of the storage',
  SIM_PRESENT: 'is a SIM in it',
  ESIM_PRESENT: 'is there an eSIM',
  BATTERY_LOW: 'is the battery low',
  UPDATE_PENDING: 'is an update waiting',
  DSU_ACTIVE: 'does a guest system run (DSU)',
  STORAGE_UNENCRYPTED: 'is the storage unencrypted',
  OEM_UNLOCK_ALLOWED: 'may the boot loader be unlocked',
  BOOTLOADER_UNLOCKED: 'is the boot loader unlocked',
  FRAMEWORK_DELETES_KEYS: 'does Android delete the keys before it restarts',
  TEST_HARNESS_ON: 'is test harness mode on',
  ROOTED: 'is it rooted',
};

export function questionText(code: PreflightCode): string {
  return QUESTIONS[code];
}

/** `a`, `a or b`, `a, b or c`. */
export function orWords(words: readonly (string | number | boolean)[], last = 'or'): string {
  const texts = words.map((word) => (word === true ? 'yes' : word === false ? 'no' : String(word)));
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${last} ${texts.at(-1)}`;
}

/** Such as `the maker: Xiaomi or Black Shark`. */
export function conditionText(condition: Condition): string {
  if ('preflight' in condition) return `${questionText(condition.preflight)}? ${orWords(condition.in)}`;
  const name = FACT_NAMES[condition.fact];
  if ('in' in condition) return `${name}: ${orWords(condition.in)}`;
  if ('startsWith' in condition) return `${name} begins with ${orWords(condition.startsWith)}`;
  return 'min' in condition ? `${name}: ${condition.min} or higher` : `${name}: ${condition.max} or lower`;
}
