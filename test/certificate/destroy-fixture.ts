/** One good destroy record, of test data only. */
import { type DestroyInput, destroyRecordOf } from '../../src/certificate/destroy-claims.ts';
import { sealDestroyRecord } from '../../src/certificate/destroy-document.ts';
import { typedIdentity } from '../../src/decide/by-hand-plan.ts';
import { countingRandom, testSigner } from './evidence.ts';

export const destroyInput: DestroyInput = {
  id: '018d3f00-0000-7000-8000-00000000000d',
  issuedAt: '2026-01-02T03:15:00.000Z',
  identity: typedIdentity({
    kind: 'phone',
    imeis: ['490154203237518'],
    serial: 'R58M12ABCDE',
    maker: 'Examplar',
    model: 'Example One',
  }),
  technique: 'shred',
  particleMillimetres: 10,
  words: 'Battery taken out, board of R58M12ABCDE shredded.',
  witness: 'Grace Example',
  reason: 'does not start any more',
  facility: 'Hall 2',
  on: '2026-01-02',
  photos: [{ name: '490154203237518.jpg', bytes: 4, sha256: 'a'.repeat(64) }],
  settings: {
    organisation: 'Example Refurbishing',
    site: 'Bench 1',
    operator: { id: 'op-7', name: 'Ada Example', title: 'Technician' },
  },
  asset: { propertyNumber: 'P-1' },
  confirmed: { how: 'typed-word', at: '2026-01-02T03:14:00.000Z' },
};

export const goodRecord = destroyRecordOf(destroyInput);
export const sealedRecord = await sealDestroyRecord(goodRecord, testSigner, countingRandom(5000));
export const recordText = [sealedRecord.jws, ...sealedRecord.disclosures.values(), ''].join('~');
