/**
 * What there is to say for a cryptographic erase, on plan and certificate: the ten items that a maker should publish
 * (NIST SP 800-88 Rev. 1, appendix E; Rev. 2, 3.2.5), and what was seen of this phone and its keys. A value, or the reason
 * why there is none; none of it proves that a key was destroyed, but each can show that it was not.
 */
import { z } from 'zod';
import { factSchema, unavailableSchema } from './fact.ts';

export const CRYPTO_ERASE_ITEMS = [
  'makeModelVersionMedia',
  'keyGeneration',
  'mediaEncryption',
  'keyLevelAndWrapping',
  'dataAreasAddressed',
  'keyLifecycleManagement',
  'keySanitizationTechnique',
  'keyEscrowOrInjection',
  'errorConditionHandling',
  'interfaceClarity',
] as const;

export const disclosedSchema = z.union([
  z.strictObject({ value: z.string().min(3), sources: z.array(z.string().min(5)).min(1) }),
  z.literal('not disclosed'),
]);
export type Disclosed = z.infer<typeof disclosedSchema>;

export const cryptoEraseStatementSchema = z.strictObject(
  Object.fromEntries(CRYPTO_ERASE_ITEMS.map((item) => [item, disclosedSchema])) as Record<
    (typeof CRYPTO_ERASE_ITEMS)[number],
    typeof disclosedSchema
  >,
);
export type CryptoEraseStatement = z.infer<typeof cryptoEraseStatementSchema>;

const text = factSchema(z.string());
const number = factSchema(z.number());

/** What the phone's answers before and after the wipe tell beside its identity. */
export const stateFactsSchema = z.strictObject({
  /** Modes of file-based encryption: ro.crypto.volume.contents_mode, ro.crypto.volume.filenames_mode. */
  fileEncryption: text,
  /** android.hardware.hardware_keystore: 40 and 41 are Keymaster, from 100 on KeyMint. */
  hardwareKeystore: number,
  /** android.hardware.strongbox_keystore. */
  strongBoxKeystore: number,
  bootCountBefore: number,
  bootCountAfter: number,
  /** By the clock of the phone, ISO 8601. */
  factoryResetAt: text,
  androidIdNew: factSchema(z.boolean()),
  verifiedBootAfter: text,
  bootLockAfter: text,
});
export type StateFacts = z.infer<typeof stateFactsSchema>;

export const KEY_EVIDENCE = [
  'encryption-state',
  'encryption-type',
  'file-encryption-modes',
  'metadata-encryption',
  'api-level-at-launch',
  'metadata-encryption-mandatory',
  'hardware-keystore',
  'strongbox-keystore',
  'delete-all-keys',
  'key-blob-before',
  'key-blob-after',
  'boot-count-before',
  'boot-count-after',
  'factory-reset-at',
  'android-id-new',
  'verified-boot-before',
  'verified-boot-after',
  'boot-lock-before',
  'boot-lock-after',
  'eu-2023-1670',
] as const;
export type KeyEvidenceItem = (typeof KEY_EVIDENCE)[number];

export const cryptoEraseClaimsSchema = z.strictObject({
  /** Each item once, in this order. */
  evidence: z.array(
    z.strictObject({
      item: z.enum(KEY_EVIDENCE),
      fact: factSchema(z.union([z.string(), z.number(), z.boolean()])),
    }),
  ),
  /** Of the maker, or of those who wrote its system; from the profile. */
  statement: z.array(
    z.strictObject({
      item: z.enum(CRYPTO_ERASE_ITEMS),
      says: z.union([z.strictObject({ value: z.string(), sources: z.array(z.string()) }), unavailableSchema]),
    }),
  ),
});
export type CryptoEraseClaims = z.infer<typeof cryptoEraseClaimsSchema>;
