/** Whether the phone or this computer looks at the blocks: the findings are the same, or there are none. */
import { describe, expect, it } from 'vitest';
import type { Findings } from '../../src/model/findings.ts';
import { Canaries } from '../../src/sampler/canary.ts';
import { type Claim, type ClassifyingReader, claimOf } from '../../src/sampler/claims.ts';
import { makeFill } from '../../src/sampler/fill-stream.ts';
import { type PhoneLooks, phoneShouldLook } from '../../src/sampler/looking.ts';
import type { Window } from '../../src/sampler/places.ts';
import { sampleAfter, takeBaseline } from '../../src/sampler/sample.ts';
import { memoryReader } from './memory-reader.ts';
import { seededRandom, seedOf } from './seeded-random.ts';

const MIB = 1024 * 1024;
const BYTES = 8 * MIB;
const N = 400;
const signal = new AbortController().signal;
const clock = { now: () => new Date(0), elapsed: () => 0, sleep: async () => undefined };
const KEY = { before: { unavailable: 'no root' }, after: { unavailable: 'no root' } };

type Lie = (claims: Claim<Window>[]) => Claim<Window>[];
const honest: Lie = (claims) => claims;

/** A phone that looks at its blocks itself, and says what `lie` makes of it. */
function phone(medium: Uint8Array, lie = honest, shown: Uint8Array = medium): PhoneLooks {
  const classifier: ClassifyingReader = {
    by: 'phone',
    channel: 'reader',
    node: '/dev/block/by-name/userdata',
    direct: true,
    async *classify(windows, hash, canaries) {
      const claims = windows.map((window) => ({
        window,
        blocks: claimOf(medium.subarray(window.offset, window.offset + window.length), hash, canaries),
      }));
      yield* lie(claims) as typeof claims;
    },
  };
  return { classifier, challenger: memoryReader(shown), random: seededRandom('challenge') };
}

function medium(name: string, filled: number): Buffer {
  const random = seededRandom(name);
  const bytes = Buffer.alloc(BYTES);
  for (let at = 0; at < BYTES; at += 4096) {
    if ((at / 4096) % 10 >= filled) continue;
    if ((at / 4096) % 3 === 0) bytes.fill(`a line of text at ${at} `, at, at + 4096);
    else bytes.set(random.bytes(4096), at);
  }
  return bytes;
}

interface Scene {
  readonly before: Buffer | null;
  readonly after: Buffer;
  readonly canaries?: Canaries;
  readonly looks?: (medium: Uint8Array) => PhoneLooks;
}

async function read({ before, after, canaries, looks }: Scene): Promise<Findings> {
  const common = { bytes: BYTES, windowBytes: 4096, n: N, canaries: canaries ?? null, signal };
  const random = seededRandom('baseline');
  const baseline =
    before === null ? null : await takeBaseline(memoryReader(before), { ...common, random, phone: looks?.(before) });
  return sampleAfter(memoryReader(after), {
    ...common,
    seed: seedOf('fresh'),
    baseline,
    keyBlob: KEY,
    phone: looks?.(after),
    clock,
  });
}

describe('a phone that looks at its blocks itself', () => {
  const canaries = new Canaries(seededRandom('canaries'));
  const planted = medium('planted', 5);
  planted.set(canaries.file(512), 2 * MIB);
  it.each<[string, Scene]>([
    ['all is gone', { before: medium('old', 6), after: Buffer.alloc(BYTES) }],
    ['all is still there', { before: medium('old', 6), after: medium('old', 6) }],
    ['something new is there', { before: medium('old', 6), after: medium('new', 2) }],
    ['nothing was read before', { before: null, after: medium('old', 6) }],
    ['the canaries stayed', { before: planted, after: planted, canaries }],
  ])('gives the findings that this computer would give: %s', async (_name, scene) => {
    const here = await read(scene);
    const there = await read({ ...scene, looks: (bytes) => phone(bytes) });
    const { classified, ...same } = there;
    expect(classified).toEqual({ by: 'phone', challenged: 459 });
    expect({ ...same, channel: here.channel }).toEqual(here);
    expect(there.channel).toBe('reader');
  });

  it('is believed in nothing when its bytes say something else', async () => {
    const scene = { before: null, after: Buffer.alloc(BYTES) };
    const clean = (bytes: Uint8Array) => phone(new Uint8Array(bytes.length), honest, medium('old', 6));
    await expect(read({ ...scene, looks: clean })).rejects.toMatchObject({ code: 'VERIFY_CLAIM_FALSE' });
    // Before the wipe, too: a baseline of lies would let everything pass for new.
    const before = { before: medium('old', 6), after: Buffer.alloc(BYTES), looks: clean };
    await expect(read(before)).rejects.toMatchObject({ code: 'VERIFY_CLAIM_FALSE' });
  });

  it.each<[string, string, Lie]>([
    ['leaves places out', 'VERIFY_SHORT_READ', (claims) => claims.slice(1)],
    ['speaks of a place twice', 'VERIFY_FRAMING', (claims) => [...claims, ...claims.slice(0, 1)]],
    [
      'speaks of another place',
      'VERIFY_FRAMING',
      (claims) => claims.map((claim) => ({ ...claim, window: { ...claim.window } })),
    ],
  ])('is no witness when it %s', async (_name, code, lie) => {
    const looks = (bytes: Uint8Array) => phone(bytes, lie);
    await expect(read({ before: null, after: Buffer.alloc(BYTES), looks })).rejects.toMatchObject({ code });
  });

  it('has what it cannot read counted as unreadable, and nothing of it challenged', async () => {
    const looks = (bytes: Uint8Array) => phone(bytes, (claims) => claims.map((claim) => ({ ...claim, blocks: null })));
    const { fresh, bytesRead, classified } = await read({ before: null, after: Buffer.alloc(BYTES), looks });
    expect(fresh.classes).toMatchObject({ unreadable: N, zero: 0 });
    expect({ bytesRead, classified }).toEqual({ bytesRead: 0, classified: { by: 'phone', challenged: 0 } });
  });

  it('is not asked where every byte is compared with what was written', async () => {
    const node = '/dev/block/by-name/userdata';
    const fill = makeFill('zero', node, BYTES, seededRandom('fill'));
    const findings = await sampleAfter(memoryReader(Buffer.alloc(BYTES)), {
      bytes: BYTES,
      windowBytes: 4096,
      n: N,
      canaries: null,
      seed: seedOf('fresh'),
      baseline: null,
      keyBlob: KEY,
      fill,
      phone: phone(new Uint8Array(BYTES), () => {
        throw new Error('it was asked');
      }),
      clock,
      signal,
    });
    expect(findings).toMatchObject({ channel: 'dd-stream', fill: { fresh: { matching: N } } });
    expect(findings).not.toHaveProperty('classified');
  });
});

describe('who looks where nobody has said it', () => {
  it.each([
    ['full', 512 * MIB, false],
    ['full', 1024 * MIB, true],
    ['r1-representative', 9 * 1024 * MIB, false],
    ['r1-representative', 64 * 1024 * MIB, true],
    ['statistical', 512 * 1024 * MIB, false],
    ['quick', 512 * 1024 * MIB, false],
  ] as const)('%s of %i bytes: the phone %s', (kind, bytes, is) => {
    expect(phoneShouldLook(kind, bytes)).toBe(is);
  });
});
