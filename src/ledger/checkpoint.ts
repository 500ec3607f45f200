/** Checkpoints (c2sp.org/tlog-checkpoint): origin, size and root of a log, as the text of a signed note. */
import type { KeyObject } from 'node:crypto';
import { Fault } from '../faults/fault.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { HASH_BYTES } from './merkle.ts';
import { type NoteKey, parseNote, signNote, verifyNote } from './signed-note.ts';

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The name of a log that a station begins; the thumbprint makes it unlike any other. */
export function ledgerOrigin(kid: string): string {
  return `wipebench-ledger/${kid}`;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/**
 * Exactly three lines; numbers and base64 in their only spelling. Extension lines, which the specification allows but
 * advises against, are refused.
 * @throws Fault `CERT_PROOF`
 */
export function parseCheckpointText(text: string): Checkpoint {
  const [, origin = '', digits = '', encoded = ''] = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([^\n]+)\n$/.exec(text) ?? [];
  const size = Number(digits);
  const root = fromBase64(encoded);
  if (origin === '' || !Number.isSafeInteger(size) || root?.length !== HASH_BYTES) {
    throw new Fault('CERT_PROOF', 'The checkpoint is malformed.');
  }
  return { origin, size, root };
}

/** What a signed checkpoint says, with NO check of its signature. @throws Fault `CERT_PROOF` */
export function openCheckpoint(note: string): Checkpoint {
  return parseCheckpointText(parseNote(note).text);
}

/**
 * A checkpoint signed by a trusted key under the name of its own origin.
 * @throws Fault `CERT_PROOF`, `CERT_UNTRUSTED_KEY`, `CERT_SIGNATURE`
 */
export function verifyCheckpoint(note: string, keys: Iterable<KeyObject>): Checkpoint {
  const checkpoint = openCheckpoint(note);
  verifyNote(note, checkpoint.origin, keys);
  return checkpoint;
}

export function signCheckpoint(checkpoint: Checkpoint, key: NoteKey): Promise<string> {
  return signNote(checkpointText(checkpoint), checkpoint.origin, key);
}
