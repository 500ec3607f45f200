/** From what a person typed to a destroy record. Pure: same input, same record. */
import { Fault } from '../faults/fault.ts';
import {
  DESTROY_STATEMENT,
  type DestroyRecord,
  type DestroyTechnique,
  destroyRecordSchema,
  type Photo,
} from '../model/destroy-record.ts';
import { type Identity, SIMULATED_KINDS } from '../model/identity.ts';
import { redactor } from './redact.ts';
import { type Asset, assetClaims, type Organisation, operatorClaims, stated } from './stated.ts';

export interface DestroyInput {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly issuedAt: string;
  /** As typed; nobody asked the device. */
  readonly identity: Identity;
  readonly technique: DestroyTechnique;
  readonly particleMillimetres?: number;
  readonly words: string;
  readonly witness: string;
  readonly reason?: string;
  readonly facility?: string;
  /** ISO date. */
  readonly on?: string;
  readonly photos: readonly Photo[];
  readonly settings: Organisation;
  readonly asset: Asset;
  readonly confirmed: DestroyRecord['confirmed'];
}

/** @throws Fault `BUG_UNREACHABLE` when a value is not of the form that a record may hold */
export function destroyRecordOf(input: DestroyInput): DestroyRecord {
  const { identity, settings, asset, particleMillimetres } = input;
  const { kind, maker, model, serial, imeis } = identity;
  // The numbers of the device are withheld fields; nobody may bring them in by a free text or the name of a picture.
  const redact = redactor(identity, '');
  const words = (text: string | undefined) => stated(text === undefined ? undefined : redact(text));
  const record: DestroyRecord = {
    document: 'destroy-record',
    version: 1,
    id: input.id,
    issuedAt: input.issuedAt,
    statement: DESTROY_STATEMENT,
    recordedPer: 'NIST SP 800-88 Rev. 2, section 4.6',
    simulated: SIMULATED_KINDS.includes(kind),
    phone: { kind, maker, model, serial, imeis },
    asset: assetClaims(asset),
    destruction: {
      method: 'destroy',
      technique: input.technique,
      particleMillimetres:
        particleMillimetres === undefined
          ? { unavailable: 'not stated' }
          : { value: particleMillimetres, source: 'stated by the operator' },
      words: redact(input.words),
      reason: words(input.reason),
      facility: words(input.facility),
      on: stated(input.on),
    },
    photos: input.photos.map((photo) => ({ ...photo, name: redact(photo.name) })),
    witness: { name: stated(input.witness) },
    operator: operatorClaims(settings),
    confirmed: input.confirmed,
  };
  const parsed = destroyRecordSchema.safeParse(record);
  if (!parsed.success) throw new Fault('BUG_UNREACHABLE', 'The destroy record is malformed.', { cause: parsed.error });
  return parsed.data;
}
