/** The places of an earlier reading once more: out of a certificate, or out of a list that another tool has answered. */
import { openUnchecked, readCertificateText } from '../certificate/verify.ts';
import { Fault } from '../faults/fault.ts';
import { readFileBounded } from '../host/files.ts';
import type { ReadingKind } from '../model/findings.ts';
import { type OtherReading, parseReading } from '../sampler/offsets-file.ts';
import type { Region } from '../sampler/weighted-places.ts';

/** What a reading must have been told to come to these places. */
export interface Repeat {
  readonly mediumBytes: number;
  readonly seed: string;
  readonly windowBytes: number;
  readonly places: number;
  readonly kind?: ReadingKind;
  readonly regions?: readonly Region[];
  readonly weighted?: number;
}

/** A line for each place of a reading of a hundred thousand places, with its digest. */
const MOST_READING_BYTES = 64 * 1024 * 1024;

/** @throws Fault `USAGE_FILE_INVALID` */
export async function otherReading(path: string): Promise<OtherReading> {
  return parseReading(Buffer.from(await readFileBounded(path, MOST_READING_BYTES)).toString('utf8'), path);
}

/**
 * Nothing is believed of the certificate here: what it says of its places is only done again.
 * @throws Fault `CERT_FORMAT`, and `USAGE_ARGUMENT` when nothing was sampled for it
 */
export async function repeatOfCertificate(path: string): Promise<Repeat> {
  const { sampling } = openUnchecked(await readCertificateText(path)).claims.verification;
  if ('unavailable' in sampling) {
    throw new Fault('USAGE_ARGUMENT', `For ${path} no storage was read, so there are no places to read again.`);
  }
  const { medium, seed, windowBytes, fresh, kind, weighted } = sampling;
  return {
    mediumBytes: medium.bytes,
    seed,
    windowBytes,
    places: fresh.windows,
    ...(kind === undefined ? {} : { kind: kind === 'quick' ? 'statistical' : kind }),
    weighted: weighted?.windows ?? 0,
    ...(weighted === undefined ? {} : { regions: weighted.regions.map(([from, to]) => ({ from, to })) }),
  };
}

export function repeatOfList({ head }: OtherReading): Repeat {
  const { mediumBytes, seed, windowBytes, drawn, kind } = head;
  return { mediumBytes, seed, windowBytes, places: drawn, kind };
}
