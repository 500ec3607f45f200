import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkpointText, parseCheckpointText, signCheckpoint, verifyCheckpoint } from '../../src/ledger/checkpoint.ts';
import { leafHash, nodeHash } from '../../src/ledger/merkle.ts';
import { parseNote, signNote, verifierKey, verifyNote } from '../../src/ledger/signed-note.ts';
import { parseProof, proofText, verifyProof } from '../../src/ledger/tlog-proof.ts';

const pair = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const noteKey = (keys: typeof pair) => ({
  publicKey: keys.publicKey,
  sign: async (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, keys.privateKey)),
});
const key = noteKey(pair);
const checkpoint = { origin: 'wipebench-ledger/abc', size: 7, root: leafHash(Buffer.from('x')) };

/** Examples of the specifications: c2sp.org/signed-note and c2sp.org/tlog-checkpoint. */
const SPEC_VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const SPEC_NOTE =
  'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
const specKey = createPublicKey({
  format: 'jwk',
  key: {
    kty: 'OKP',
    crv: 'Ed25519',
    x: Buffer.from(SPEC_VKEY.split('+')[2] ?? '', 'base64')
      .subarray(1)
      .toString('base64url'),
  },
});

describe('signed notes', () => {
  it('agree with the example of the specification', () => {
    expect(verifierKey('example.com/foo', specKey)).toBe(SPEC_VKEY);
    expect(verifyNote(SPEC_NOTE, 'example.com/foo', [specKey])).toBe('This is an example message.\n');
    expect(() => verifyNote(SPEC_NOTE.replace('This', 'Thus'), 'example.com/foo', [specKey])).toThrow(/does not match/);
    expect(() => verifyNote(SPEC_NOTE, 'example.com/bar', [specKey])).toThrow(/No trusted key/);
  });

  it('ignore signatures of strangers, and need one of ours', async () => {
    const note = await signNote('text\n', 'log', key);
    const cosigned = `${note}${(await signNote('text\n', 'witness', noteKey(other))).split('\n\n')[1]}`;
    expect(verifyNote(cosigned, 'log', [p256.publicKey, pair.publicKey])).toBe('text\n');
    expect(() => verifyNote(note, 'log', [other.publicKey])).toThrow(/No trusted key/);
    expect(() => verifyNote(note, 'log', [])).toThrow(/No trusted key/);
  });

  it.each([
    ['no signature', 'text\n'],
    ['no last line end', SPEC_NOTE.slice(0, -1)],
    ['control character', SPEC_NOTE.replace('This', 'Th\u0007s')],
    ['carriage return', SPEC_NOTE.replaceAll('\n', '\r\n')],
    ['hyphen for dash', SPEC_NOTE.replace('—', '-')],
    ['loose base64', SPEC_NOTE.replace('aQM=', 'aQN=')],
    ['no padding', SPEC_NOTE.replace('aQM=', 'aQM')],
    ['too large', `${'a'.repeat(65 * 1024)}\n\n— a AAAAAAAA\n`],
    ['too many signatures', `a\n\n${'— a AAAAAAAA\n'.repeat(33)}`],
    ['half a surrogate pair', SPEC_NOTE.replace('This', '\ud800')],
  ])('are read strictly: %s', (_, note) => {
    expect(() => parseNote(note)).toThrow(expect.objectContaining({ code: 'CERT_PROOF' }));
  });

  it('are never signed under a name that cannot be read back', async () => {
    await expect(signNote('text\n', 'a b', key)).rejects.toMatchObject({ code: 'BUG_UNREACHABLE' });
    await expect(signNote('text', 'a', key)).rejects.toMatchObject({ code: 'BUG_UNREACHABLE' });
  });
});

describe('checkpoints', () => {
  it('come back as they were signed', async () => {
    expect(verifyCheckpoint(await signCheckpoint(checkpoint, key), [pair.publicKey])).toEqual(checkpoint);
  });

  it('have one text per value', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.string({ minLength: 1 }).filter((origin) => !origin.includes('\n')),
        (size, root, origin) => {
          const value = { origin, size, root };
          expect(parseCheckpointText(checkpointText(value))).toEqual(value);
        },
      ),
    );
  });

  const root = Buffer.from(checkpoint.root).toString('base64');
  it.each([
    ['leading zero', `o\n07\n${root}\n`],
    ['plus sign', `o\n+7\n${root}\n`],
    ['negative', `o\n-7\n${root}\n`],
    ['exponent', `o\n1e3\n${root}\n`],
    ['hex', `o\n0x7\n${root}\n`],
    ['beyond 2^53', `o\n9007199254740992\n${root}\n`],
    ['far beyond', `o\n${'9'.repeat(40)}\n${root}\n`],
    ['empty origin', `\n7\n${root}\n`],
    ['short root', `o\n7\n${root.slice(4)}\n`],
    ['loose root', `o\n7\n${root.slice(0, -2)}B=\n`],
    ['base64url root', `o\n7\n${'-'.repeat(43)}=\n`],
    ['extension line', `o\n7\n${root}\nmore\n`],
    ['no last line end', `o\n7\n${root}`],
    ['nothing', ''],
  ])('are read strictly: %s', (_, text) => {
    expect(() => parseCheckpointText(text)).toThrow(expect.objectContaining({ code: 'CERT_PROOF' }));
  });
});

describe('proof files', async () => {
  const leaf = Buffer.from('certificate');
  const sibling = leafHash(Buffer.from('other'));
  const signed = await signCheckpoint({ origin: 'log', size: 2, root: nodeHash(leafHash(leaf), sibling) }, key);
  const text = proofText({ index: 0, hashes: [sibling], checkpoint: signed });

  it('verify with the pinned key and the very same leaf only', () => {
    expect(verifyProof(text, leaf, [pair.publicKey])).toMatchObject({ index: 0, size: 2, origin: 'log' });
    expect(() => verifyProof(text, Buffer.from('certificatf'), [pair.publicKey])).toThrow(/does not lead/);
    expect(() => verifyProof(text, leaf, [other.publicKey])).toThrow(/No trusted key/);
  });

  it('are refused with any flipped bit', () => {
    const bytes = Buffer.from(text);
    const accepted: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        verifyProof(changed.toString('utf8'), leaf, [pair.publicKey]);
        accepted.push(bit);
      } catch (error) {
        expect(error).toMatchObject({ name: 'Fault' });
      }
    }
    expect(accepted).toEqual([]);
  });

  it.each([
    ['another first line', text.replace('@v1', '@v2')],
    ['extra line', text.replace('index', 'extra AAAA\nindex')],
    ['leading zero', text.replace('index 0', 'index 00')],
    ['huge index', text.replace('index 0', 'index 9007199254740993')],
    ['no index', text.replace('index 0\n', '')],
    ['too many hashes', text.replace('index 0\n', `index 0\n${`${Buffer.alloc(32).toString('base64')}\n`.repeat(64)}`)],
    ['short hash', text.replace('index 0\n', 'index 0\nAAAA\n')],
    ['no checkpoint', text.split('\n\n')[0] ?? ''],
    ['junk behind', `${text}junk`],
    ['too large', text + 'a'.repeat(200_000)],
  ])('are read strictly: %s', (_, bad) => {
    expect(() => verifyProof(bad, leaf, [pair.publicKey])).toThrow(expect.objectContaining({ code: 'CERT_PROOF' }));
  });

  it('parse back to what was written', () => {
    expect(parseProof(text)).toEqual({ index: 0, hashes: [sibling], checkpoint: signed });
  });
});
