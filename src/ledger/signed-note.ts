/** Signed notes (c2sp.org/signed-note), with Ed25519 signatures (type 0x01) only. */
import { createHash, type KeyObject, verify } from 'node:crypto';
import { Fault } from '../faults/fault.ts';
import { fromBase64, toBase64 } from './base64.ts';

/** What the log signs with: the station's key. */
export interface NoteKey {
  readonly publicKey: KeyObject;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

const ED25519 = 1;
const KEY_ID_BYTES = 4;
const MAX_NOTE_BYTES = 64 * 1024;
const MAX_SIGNATURES = 32;
const KEY_NAME = /^[^\s+\p{White_Space}]+$/u;
const SIGNATURE_LINE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/;

function rawPublicKey(key: KeyObject): Uint8Array {
  const { x = '' } = key.export({ format: 'jwk' });
  return new Uint8Array(Buffer.from(x, 'base64url'));
}

/** The first four bytes of SHA-256(name, line end, type, public key). */
export function noteKeyId(name: string, publicKey: Uint8Array): Uint8Array {
  const hash = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(ED25519)).update(publicKey);
  return new Uint8Array(hash.digest().subarray(0, KEY_ID_BYTES));
}

/** `name+id+base64(type, key)`: how other tools of that family take a trusted key. */
export function verifierKey(name: string, key: KeyObject): string {
  const raw = rawPublicKey(key);
  return `${name}+${Buffer.from(noteKeyId(name, raw)).toString('hex')}+${toBase64(Buffer.concat([Buffer.of(ED25519), raw]))}`;
}

/** @param text ends in a line end @throws Fault `BUG_UNREACHABLE` for a name that no note may have */
export async function signNote(text: string, name: string, key: NoteKey): Promise<string> {
  if (!KEY_NAME.test(name) || !text.endsWith('\n'))
    throw new Fault('BUG_UNREACHABLE', 'Not a note that can be signed.');
  const signature = await key.sign(Buffer.from(text));
  return `${text}\n— ${name} ${toBase64(Buffer.concat([noteKeyId(name, rawPublicKey(key.publicKey)), signature]))}\n`;
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

export interface ParsedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Form only; nothing in a note may be believed before `verifyNote`. @throws Fault `CERT_PROOF` */
export function parseNote(note: string): ParsedNote {
  const refuse = (why: string) => new Fault('CERT_PROOF', `The signed note is malformed: ${why}.`);
  if (Buffer.byteLength(note) > MAX_NOTE_BYTES) throw refuse('it is too large');
  if (!note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(note)) throw refuse('it holds control characters');
  const gap = note.lastIndexOf('\n\n');
  if (gap < 0 || !note.endsWith('\n')) throw refuse('it has no signature');
  const lines = note.slice(gap + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw refuse('it has too many signatures');
  const signatures = lines.map((line) => {
    const [, name = '', encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
    const bytes = fromBase64(encoded);
    if (!KEY_NAME.test(name) || bytes === null || bytes.length <= KEY_ID_BYTES) throw refuse('a signature line is bad');
    return { name, keyId: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
  });
  return { text: note.slice(0, gap + 1), signatures };
}

/**
 * The text of a note that one of the keys has signed under this name. Signatures of unknown keys are ignored, as the
 * specification demands; a bad signature of a known key spoils the note.
 * @throws Fault `CERT_PROOF`, `CERT_UNTRUSTED_KEY`, `CERT_SIGNATURE`
 */
export function verifyNote(note: string, name: string, keys: Iterable<KeyObject>): string {
  const { text, signatures } = parseNote(note);
  let verified = 0;
  for (const key of keys) {
    if (key.asymmetricKeyType !== 'ed25519') continue;
    const id = noteKeyId(name, rawPublicKey(key));
    for (const each of signatures.filter((one) => one.name === name && Buffer.compare(one.keyId, id) === 0)) {
      if (!verify(null, Buffer.from(text), key, each.signature)) {
        throw new Fault('CERT_SIGNATURE', 'The signature of the checkpoint does not match.');
      }
      verified += 1;
    }
  }
  if (verified === 0) throw new Fault('CERT_UNTRUSTED_KEY', 'No trusted key has signed the checkpoint.');
  return text;
}
