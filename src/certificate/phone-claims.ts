/** Who the phone is, what its storage is, and how it was encrypted: facts with their sources. */
import type { Claims } from '../model/claims.ts';
import { type Fact, known, type Unavailable } from '../model/fact.ts';
import type { Findings } from '../model/findings.ts';
import { type Identity, type Kind, SIMULATED_KINDS } from '../model/identity.ts';
import type { Evidence } from './contradictions.ts';

const unavailable = (reason: string): Unavailable => ({ unavailable: reason });

/** Strings of a phone may hold half a surrogate pair, which no signed document may. */
function wellFormed<T>(fact: Fact<T>): Fact<T> {
  if (!known(fact)) return unavailable(fact.unavailable.toWellFormed());
  const { value, source } = fact;
  return { value: typeof value === 'string' ? (value.toWellFormed() as T & string) : value, source };
}

export function phoneClaims({ identity, plan }: Evidence): Claims['phone'] {
  const { encryption: _encryption, why: _why, debuggable: _debuggable, storage: _storage, ...facts } = identity;
  const phone = Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? fact : wellFormed<unknown>(fact)]),
  );
  return { ...(phone as typeof facts), binding: plan.target.binding };
}

const FLASH_NAMES = { ufs: 'flash memory (UFS)', emmc: 'flash memory (eMMC)' } as const;
/** No phone was ever sold with another medium; of `other` devices, such as computers, nobody knows. */
const FLASH_KINDS: readonly Kind[] = ['phone', 'tablet', 'kaios'];

function mediaType({ kind, storage }: Identity): Fact<string> {
  if (known(storage.type)) return { value: FLASH_NAMES[storage.type.value], source: storage.type.source };
  if (FLASH_KINDS.includes(kind)) {
    return { value: 'flash memory', source: 'every phone and tablet has soldered flash memory' };
  }
  return unavailable(SIMULATED_KINDS.includes(kind) ? 'not a real phone' : 'this kind of device does not tell');
}

export function mediaClaims(identity: Identity, findings: Findings | null): Claims['media'] {
  const { bytes } = identity.storage;
  const read: Fact<number> = findings
    ? { value: findings.medium.bytes, source: 'size of the block device that was read' }
    : unavailable('the block device was not read');
  return { type: mediaType(identity), capacityBytes: known(bytes) ? bytes : read };
}

export function encryptionClaims({ identity, findings }: Evidence): Claims['encryption'] {
  const none = unavailable('the key was not looked at');
  const before = findings?.keyBlob.before ?? none;
  const after = findings?.keyBlob.after ?? none;
  const changed: Fact<boolean> =
    known(before) && known(after)
      ? { value: before.value !== after.value, source: 'comparison of both digests' }
      : unavailable('there are not two digests to compare');
  return { ...identity.encryption, keyBlobBefore: before, keyBlobAfter: after, keyBlobChanged: changed };
}
