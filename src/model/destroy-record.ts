/**
 * What a person states of a device that was destroyed because nothing could be done to it any more (NIST SP 800-88 Rev. 2,
 * 3.1.3; Rev. 1, table A-3). No program can look into a shredder, so this is a record of a statement: another document
 * type than a certificate, with no result, no level and no verdict in it.
 */
import { z } from 'zod';
import { assetSchema, operatorSchema, orHidden, presentedAssetSchema, statedSchema } from './claims.ts';
import { factSchema, numberFactSchema, textFactSchema } from './fact.ts';
import { kindSchema } from './identity.ts';

/** Techniques of Destroy; `other` says in words what was done. */
export const DESTROY_TECHNIQUES = ['shred', 'disintegrate', 'pulverise', 'incinerate', 'melt', 'other'] as const;
export type DestroyTechnique = (typeof DESTROY_TECHNIQUES)[number];

export const DESTROY_STATEMENT =
  'A person states that this device was physically destroyed. Nothing was measured, and this is no certificate of sanitization.';

export const MAX_PHOTOS = 32;

/** The picture itself stays with the organisation; its digest shows later that it is the same one. */
export const photoSchema = z.strictObject({
  /** Base name without anything that could be part of a path. */
  name: z.string().min(1).max(80),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Photo = z.infer<typeof photoSchema>;

const phoneSchema = z.strictObject({
  kind: kindSchema,
  maker: textFactSchema,
  model: textFactSchema,
  serial: textFactSchema,
  imeis: factSchema(z.array(z.string().regex(/^\d{15}$/))),
});

const witnessSchema = z.strictObject({ name: statedSchema });

export const destroyRecordSchema = z.strictObject({
  document: z.literal('destroy-record'),
  version: z.literal(1),
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{7,63}$/),
  issuedAt: z.iso.datetime(),
  statement: z.literal(DESTROY_STATEMENT),
  recordedPer: z.literal('NIST SP 800-88 Rev. 2, section 4.6'),
  /** True for a virtual phone: a record for trying out. */
  simulated: z.boolean(),
  phone: phoneSchema,
  asset: assetSchema,
  destruction: z.strictObject({
    method: z.literal('destroy'),
    technique: z.enum(DESTROY_TECHNIQUES),
    /** Largest edge of what was left, in millimetres. */
    particleMillimetres: numberFactSchema,
    /** What was done, in the words of the operator. */
    words: z.string().min(1),
    reason: statedSchema,
    facility: statedSchema,
    /** The day it was done. */
    on: statedSchema,
  }),
  photos: z.array(photoSchema).max(MAX_PHOTOS),
  witness: witnessSchema,
  operator: operatorSchema,
  confirmed: z.strictObject({ how: z.enum(['typed-word', 'flag-yes']), at: z.iso.datetime() }),
});
export type DestroyRecord = z.infer<typeof destroyRecordSchema>;

/** Salted digests in the signed body, as in certificates. */
export const DESTROY_DISCLOSABLE = {
  phone: ['serial', 'imeis'],
  asset: ['propertyNumber', 'lot', 'customer', 'source'],
  operator: ['name'],
  witness: ['name'],
} as const;

/** The record as a reader of a file sees it. */
export const presentedDestroySchema = destroyRecordSchema.extend({
  phone: phoneSchema.extend({
    serial: orHidden(textFactSchema),
    imeis: orHidden(phoneSchema.shape.imeis),
  }),
  asset: presentedAssetSchema,
  operator: operatorSchema.extend({ name: orHidden(statedSchema) }),
  witness: z.strictObject({ name: orHidden(statedSchema) }),
});
export type PresentedDestroyRecord = z.infer<typeof presentedDestroySchema>;
