import { describe, expect, it } from 'vitest';
import { CHALLENGED_WINDOWS, challenge, KeptClaims } from '../../src/sampler/challenge.ts';
import { type BlockClaim, claimOf } from '../../src/sampler/claims.ts';
import { ARITHMETIC } from '../../src/sampler/classify.ts';
import { KeyedHash } from '../../src/sampler/keyed-hash.ts';
import type { Window } from '../../src/sampler/places.ts';
import { memoryReader } from './memory-reader.ts';
import { seededRandom } from './seeded-random.ts';

const never = new AbortController().signal;
const hash = new KeyedHash(seededRandom('key'));
const BLOCKS = 64;
const medium = Buffer.from(seededRandom('medium').bytes(BLOCKS * 4096)).fill(0, 0, 8 * 4096);
const windows: Window[] = Array.from({ length: BLOCKS }, (_, i) => ({ offset: i * 4096, length: 4096 }));
const ZERO: BlockClaim = { verdict: ARITHMETIC[0] as BlockClaim['verdict'], hash: '' };

function truth({ offset, length }: Window): BlockClaim[] {
  return claimOf(medium.subarray(offset, offset + length), hash, null);
}

/** Claims about all windows, false where `lie` says so. */
function kept(lie: (claim: BlockClaim, index: number) => BlockClaim, size = BLOCKS, name = 'draws'): KeptClaims {
  const claims = new KeptClaims(seededRandom(name), size);
  windows.forEach((window, index) => {
    claims.add({ window, blocks: truth(window).map((claim) => lie(claim, index)) });
  });
  return claims;
}

const ask = (claims: KeptClaims, reader = memoryReader(medium)) => challenge(reader, claims, hash, null, never);

describe('the challenge', () => {
  it('passes who told the truth, and says how many windows were compared', async () => {
    expect(await ask(kept((claim) => claim))).toBe(BLOCKS);
    expect(await ask(kept((claim) => claim, 10))).toBe(10);
    expect(await ask(new KeptClaims(seededRandom('none')))).toBe(0);
  });

  it.each<[string, (claim: BlockClaim, index: number) => BlockClaim]>([
    ['calls a block empty that is not', (claim, index) => (index === 40 ? ZERO : claim)],
    [
      'calls a block something that is empty',
      (claim, index) => (index === 3 ? { ...claim, verdict: ARITHMETIC[1] as BlockClaim['verdict'] } : claim),
    ],
    [
      'makes a block poor to hide its hash',
      (claim, index) => (index === 40 ? { verdict: ARITHMETIC[5] as BlockClaim['verdict'], hash: '' } : claim),
    ],
    ['gives another hash', (claim, index) => (index === 63 ? { ...claim, hash: '0123456789abcdef' } : claim)],
    [
      'gives the hash of another block',
      (claim, index) => (index === 63 ? (truth(windows[62] as Window)[0] as BlockClaim) : claim),
    ],
  ])('finds the phone that %s', async (_name, lie) => {
    await expect(ask(kept(lie))).rejects.toMatchObject({ code: 'VERIFY_CLAIM_FALSE', hint: expect.any(String) });
  });

  it('a place that was classified and cannot be read now is a difference', async () => {
    const answer = ({ offset }: Window, content: Uint8Array) => (offset === 40 * 4096 ? null : content);
    await expect(
      ask(
        kept((claim) => claim),
        memoryReader(medium, { answer }),
      ),
    ).rejects.toMatchObject({
      code: 'VERIFY_CLAIM_FALSE',
    });
    const short = (_window: Window, content: Uint8Array) => content.subarray(1);
    await expect(
      ask(
        kept((claim) => claim),
        memoryReader(medium, { answer: short }),
      ),
    ).rejects.toMatchObject({
      code: 'VERIFY_CLAIM_FALSE',
    });
  });

  it('a window that could not be read is no claim', async () => {
    const claims = new KeptClaims(seededRandom('draws'), 4);
    for (const window of windows) claims.add({ window, blocks: null });
    expect(claims.chosen).toEqual([]);
  });

  it('a lie about a share q passes n windows as often as the formula says', async () => {
    const [lies, size, rounds] = [8, 10, 3000];
    let passed = 0;
    for (let round = 0; round < rounds; round++) {
      const claims = new KeptClaims(seededRandom(`round ${round}`), size);
      for (const window of windows) claims.add({ window, blocks: [ZERO] });
      if (claims.chosen.every(({ window }) => window.offset >= lies * 4096)) passed += 1;
    }
    // Without replacement: C(56,10) / C(64,10), a little below (1 - 8/64)^10. Five standard deviations.
    let expected = 1;
    for (let i = 0; i < size; i++) expected *= (BLOCKS - lies - i) / (BLOCKS - i);
    expect(expected).toBeLessThan((1 - lies / BLOCKS) ** size);
    const deviation = Math.sqrt((expected * (1 - expected)) / rounds);
    expect(Math.abs(passed / rounds - expected)).toBeLessThan(5 * deviation);
  });

  it('draws every window equally often, and its size does not grow', () => {
    const seen = new Map<number, number>();
    const rounds = 2000;
    for (let round = 0; round < rounds; round++) {
      const { chosen } = kept((claim) => claim, 4, `round ${round}`);
      expect(chosen).toHaveLength(4);
      for (const { window } of chosen) seen.set(window.offset, (seen.get(window.offset) ?? 0) + 1);
    }
    const expected = (rounds * 4) / BLOCKS;
    for (const count of seen.values()) expect(Math.abs(count - expected)).toBeLessThan(6 * Math.sqrt(expected));
    expect(seen.size).toBe(BLOCKS);
  }, 60_000);

  it('by default finds one lie in a hundred with 99 %', () => {
    expect(0.99 ** CHALLENGED_WINDOWS).toBeLessThan(0.01);
    expect(0.99 ** (CHALLENGED_WINDOWS - 1)).toBeGreaterThan(0.01);
  });
});
