/** What the identity says of encryption and keys, in words for the operator. */
import type { Fact } from '../../model/fact.ts';
import type { Identity } from '../../model/identity.ts';
import type { Check, View, Witness } from './check.ts';
import { unknown } from './witness.ts';

function fromFact<T>(fact: Fact<T>, decide: (value: T) => boolean): Witness {
  if (!('value' in fact)) return unknown(fact.unavailable);
  return { says: decide(fact.value) ? 'yes' : 'no', from: fact.source };
}

/** RecoverySystemService deletes the keys before it restarts: patch level 2024-09 (Pixel 2024-06), or Android 15. */
const FIRST_SDK = 35;
const FIRST_PATCH = '2024-09-01';
const FIRST_PIXEL_PATCH = '2024-06-05';

function deletesKeys({ identity }: View): Witness {
  if ('value' in identity.sdk && identity.sdk.value >= FIRST_SDK) return { says: 'yes', from: identity.sdk.source };
  return fromFact(identity.securityPatch, (patch) => patch >= (isPixel(identity) ? FIRST_PIXEL_PATCH : FIRST_PATCH));
}

function isPixel({ maker, model }: Identity): boolean {
  return 'value' in maker && /^google$/i.test(maker.value) && 'value' in model && /^Pixel\b/i.test(model.value);
}

export const STORAGE_CHECKS: readonly Check[] = [
  {
    code: 'STORAGE_UNENCRYPTED',
    severity: 'warns',
    readings: ['props'],
    look: ({ identity }) => fromFact(identity.encryption.state, (state) => state !== 'encrypted'),
    words: {
      yes: 'The storage is not encrypted: what a reset leaves behind would be readable.',
      no: 'The storage is encrypted.',
      unknown: 'The storage is not known to be encrypted: what a reset leaves behind could be readable.',
    },
    action: 'Choose a route that writes over the storage, or claim no more than a logical reset.',
  },
  {
    code: 'FRAMEWORK_DELETES_KEYS',
    severity: 'info',
    readings: ['props'],
    look: deletesKeys,
    words: {
      yes: 'Android of this patch level deletes the keys in the secure hardware when a reset is started from Android itself.',
      no: 'Android of this patch level leaves the keys in the secure hardware to the first start after a reset.',
      unknown: 'Whether this Android deletes the keys in the secure hardware when it starts a reset is not known.',
    },
  },
];
