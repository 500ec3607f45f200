/** The evidence of a cryptographic erase in one list, gathered out of what stands elsewhere in the evidence of the run. */
import type { Claims } from '../model/claims.ts';
import {
  CRYPTO_ERASE_ITEMS,
  type CryptoEraseClaims,
  KEY_EVIDENCE,
  type KeyEvidenceItem,
} from '../model/crypto-erase.ts';
import { type Fact, known, type Unavailable } from '../model/fact.ts';
import type { Evidence } from './contradictions.ts';
import type { Redactor } from './redact.ts';

type Value = string | number | boolean;

/** Phones launched with Android 11 must encrypt the metadata of internal storage (source.android.com, metadata encryption). */
const MANDATORY_FROM = 30;

const unavailable = (reason: string): Unavailable => ({ unavailable: reason });
const UNSEEN = unavailable('the phone was not looked at after the wipe');
const NOT_STATED = unavailable('the plan holds no statement of the maker');

function mandatory(launch: Fact<number>): Fact<boolean> {
  if (!known(launch)) return launch;
  return { value: launch.value >= MANDATORY_FROM, source: `${launch.source}: from API level ${MANDATORY_FROM} on` };
}

/**
 * Commission Regulation (EU) 2023/1670 asks of models placed on the market from 20 June 2025 on that they encrypt by
 * default and make a new key at a reset. No phone tells when its model was.
 */
const EU_REGULATION = unavailable('when this model was first placed on the market of the European Union is not known');

function clean(fact: Fact<Value>, redact: Redactor): Fact<Value> {
  if (!known(fact)) return unavailable(redact.phone(fact.unavailable));
  const { value, source } = fact;
  return { value: typeof value === 'string' ? redact.phone(value) : value, source: redact.phone(source) };
}

/** Undefined for evidence from before plans and looks had any of it. @param encryption the claims of that name */
export function cryptoEraseClaims(
  { identity, plan, state }: Evidence,
  encryption: Claims['encryption'],
  redact: Redactor,
): CryptoEraseClaims | undefined {
  const facts = state?.facts;
  if (plan.cryptoErase === undefined && facts === undefined) return undefined;
  const all: Readonly<Record<KeyEvidenceItem, Fact<Value>>> = {
    'encryption-state': encryption.state,
    'encryption-type': encryption.type,
    'file-encryption-modes': facts?.fileEncryption ?? UNSEEN,
    'metadata-encryption': encryption.metadata,
    'api-level-at-launch': identity.launchApiLevel,
    'metadata-encryption-mandatory': mandatory(identity.launchApiLevel),
    'hardware-keystore': facts?.hardwareKeystore ?? UNSEEN,
    'strongbox-keystore': facts?.strongBoxKeystore ?? UNSEEN,
    'delete-all-keys': encryption.deleteAllKeys,
    'key-blob-before': encryption.keyBlobBefore,
    'key-blob-after': encryption.keyBlobAfter,
    'boot-count-before': facts?.bootCountBefore ?? UNSEEN,
    'boot-count-after': facts?.bootCountAfter ?? UNSEEN,
    'factory-reset-at': facts?.factoryResetAt ?? UNSEEN,
    'android-id-new': facts?.androidIdNew ?? UNSEEN,
    'verified-boot-before': identity.verifiedBoot,
    'verified-boot-after': facts?.verifiedBootAfter ?? UNSEEN,
    'boot-lock-before': identity.bootLock,
    'boot-lock-after': facts?.bootLockAfter ?? UNSEEN,
    'eu-2023-1670': EU_REGULATION,
  };
  return {
    evidence: KEY_EVIDENCE.map((item) => ({ item, fact: clean(all[item], redact) })),
    statement: CRYPTO_ERASE_ITEMS.map((item) => {
      const said = plan.cryptoErase?.[item];
      if (said === undefined) return { item, says: NOT_STATED };
      if (said === 'not disclosed') return { item, says: unavailable('not disclosed by the maker') };
      return { item, says: { value: redact(said.value), sources: said.sources.map(redact) } };
    }),
  };
}
