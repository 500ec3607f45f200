/** The `.proof` file beside a certificate (c2sp.org/tlog-proof@v1): it was logged, and anyone can check it offline. */
import type { KeyObject } from 'node:crypto';
import { Fault } from '../faults/fault.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { type Checkpoint, verifyCheckpoint } from './checkpoint.ts';
import { HASH_BYTES, leafHash, verifyInclusion } from './merkle.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';
export const MAX_PROOF_BYTES = 128 * 1024;
const MAX_HASHES = 63;

export interface ParsedProof {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** A signed note. */
  readonly checkpoint: string;
}

export function proofText({ index, hashes, checkpoint }: ParsedProof): string {
  return `${HEADER}\nindex ${index}\n${hashes.map((hash) => `${toBase64(hash)}\n`).join('')}\n${checkpoint}`;
}

/** We write no `extra` line and refuse one: nothing authenticates it. @throws Fault `CERT_PROOF` */
export function parseProof(text: string): ParsedProof {
  const refuse = (why: string) => new Fault('CERT_PROOF', `The proof is malformed: ${why}.`);
  if (text.length > MAX_PROOF_BYTES) throw refuse('it is too large');
  const gap = text.indexOf('\n\n');
  if (gap < 0) throw refuse('it has no checkpoint');
  const [header, indexLine = '', ...encoded] = text.slice(0, gap).split('\n');
  if (header !== HEADER) throw refuse('the first line is another');
  const [, digits] = /^index (0|[1-9][0-9]{0,15})$/.exec(indexLine) ?? [];
  const index = Number(digits);
  if (digits === undefined || !Number.isSafeInteger(index)) throw refuse('the index is no number');
  if (encoded.length > MAX_HASHES) throw refuse('it has too many hashes');
  const hashes = encoded.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_BYTES) throw refuse('a hash is bad');
    return hash;
  });
  return { index, hashes, checkpoint: text.slice(gap + 2) };
}

/**
 * @param leafData the ASCII bytes of the signed part of the certificate
 * @throws Fault `CERT_PROOF`, `CERT_UNTRUSTED_KEY`, `CERT_SIGNATURE`
 */
export function verifyProof(
  text: string,
  leafData: Uint8Array,
  keys: Iterable<KeyObject>,
): Checkpoint & { readonly index: number } {
  const { index, hashes, checkpoint } = parseProof(text);
  const verified = verifyCheckpoint(checkpoint, keys);
  if (!verifyInclusion(leafHash(leafData), index, verified.size, hashes, verified.root)) {
    throw new Fault('CERT_PROOF', 'The proof does not lead from this certificate to the checkpoint.');
  }
  return { ...verified, index };
}
