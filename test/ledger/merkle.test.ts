import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_ROOT, leafHash, nodeHash, verifyConsistency, verifyInclusion } from '../../src/ledger/merkle.ts';
import { consistencyPath, grow, inclusionPath, type ReadNode, rootOf } from '../../src/ledger/tree.ts';

/** The classic eight leaves of Certificate Transparency, and the roots over the first 0…8 of them. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

async function treeOf(leaves: readonly Uint8Array[]) {
  const nodes = new Map<string, Uint8Array>();
  let reads = 0;
  const read: ReadNode = async (level, index) => {
    reads += 1;
    const hash = nodes.get(`${level}/${index}`);
    if (!hash) throw new Error(`no node ${level}/${index}`);
    return hash;
  };
  let mostReads = 0;
  for (const [index, leaf] of leaves.entries()) {
    reads = 0;
    for (const node of (await grow(index, leaf, read)).nodes) nodes.set(`${node.level}/${node.index}`, node.hash);
    mostReads = Math.max(mostReads, reads);
  }
  return { read, mostReads };
}

/** The definition of RFC 6962 section 2.1, as written there. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return EMPTY_ROOT;
  const [only] = leaves;
  if (leaves.length === 1 && only) return leafHash(only);
  let middle = 1;
  while (middle * 2 < leaves.length) middle *= 2;
  return nodeHash(naiveRoot(leaves.slice(0, middle)), naiveRoot(leaves.slice(middle)));
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => Buffer.from(`leaf ${index}`));

describe('Merkle tree', () => {
  it('has the published roots', async () => {
    const leaves = LEAVES.map((leaf) => Buffer.from(leaf, 'hex'));
    const { read } = await treeOf(leaves);
    for (const [size, root] of ROOTS.entries()) expect(hex(await rootOf(size, read))).toBe(root);
  });

  it('is the tree of the definition at every size, and an append reads few nodes', async () => {
    const leaves = numbered(130);
    const { read, mostReads } = await treeOf(leaves);
    for (let size = 0; size <= leaves.length; size += 1) {
      expect(hex(await rootOf(size, read))).toBe(hex(naiveRoot(leaves.slice(0, size))));
    }
    expect(mostReads).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(130)));
  });

  it('proves inclusion for every index of every size, and for no other index, leaf or size', async () => {
    const leaves = numbered(33);
    const { read } = await treeOf(leaves);
    for (let size = 1; size <= leaves.length; size += 1) {
      const root = await rootOf(size, read);
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionPath(index, size, read);
        const leaf = leafHash(leaves[index] as Buffer);
        expect(verifyInclusion(leaf, index, size, proof, root)).toBe(true);
        expect(verifyInclusion(leaf, index, size, [...proof, leaf], root)).toBe(false);
        expect(verifyInclusion(leaf, index, size, proof.slice(1), root)).toBe(size === 1);
        for (let other = 0; other < size; other += 1) {
          if (other === index) continue;
          expect(verifyInclusion(leaf, other, size, proof, root)).toBe(false);
          expect(verifyInclusion(leafHash(leaves[other] as Buffer), index, size, proof, root)).toBe(false);
        }
        expect(verifyInclusion(leaf, index, size, proof, leaf)).toBe(size === 1);
      }
    }
  });

  it('refuses negative, fractional and huge positions', () => {
    for (const [index, size] of [
      [-1, 1],
      [0.5, 2],
      [0, 0],
      [1, 1],
      [0, 2 ** 54],
      [Number.NaN, 1],
    ] as const) {
      expect(verifyInclusion(EMPTY_ROOT, index, size, [], EMPTY_ROOT)).toBe(false);
    }
  });

  it('proves consistency between all sizes, and nothing else', async () => {
    const leaves = numbered(33);
    const { read } = await treeOf(leaves);
    const roots = await Promise.all(Array.from({ length: 34 }, (_, size) => rootOf(size, read)));
    const root = (size: number) => roots[size] as Uint8Array;
    for (let size = 1; size <= 33; size += 1) {
      for (let old = 1; old <= size; old += 1) {
        const proof = await consistencyPath(old, size, read);
        expect(verifyConsistency(old, size, root(old), root(size), proof)).toBe(true);
        expect(verifyConsistency(old, size, root(old), root(size), [...proof, root(old)])).toBe(false);
        expect(verifyConsistency(old, size, root(size), root(old), proof)).toBe(old === size);
        if (proof.length > 0) {
          expect(verifyConsistency(old, size, root(old), root(size), proof.slice(1))).toBe(false);
          expect(verifyConsistency(old, size, root(old), root(old), proof)).toBe(false);
          expect(verifyConsistency(old, size, root(size), root(size), proof)).toBe(false);
        }
      }
    }
    expect(verifyConsistency(0, 5, root(0), root(5), [])).toBe(false);
    expect(verifyConsistency(6, 5, root(6), root(5), [])).toBe(false);
  });

  it('refuses a proof with any flipped bit', async () => {
    const leaves = numbered(21);
    const { read } = await treeOf(leaves);
    const root = await rootOf(21, read);
    const oldRoot = await rootOf(13, read);
    const inclusion = await inclusionPath(11, 21, read);
    const consistency = await consistencyPath(13, 21, read);
    const flip = (proof: readonly Uint8Array[], bit: number) => {
      const all = Buffer.concat(proof);
      const at = bit % (all.length * 8);
      all[at >> 3] = (all[at >> 3] ?? 0) ^ (1 << (at & 7));
      return proof.map((_, index) => all.subarray(index * 32, index * 32 + 32));
    };
    fc.assert(
      fc.property(fc.nat(), (bit) => {
        const leaf = leafHash(leaves[11] as Buffer);
        expect(verifyInclusion(leaf, 11, 21, flip(inclusion, bit), root)).toBe(false);
        expect(verifyConsistency(13, 21, oldRoot, root, flip(consistency, bit))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
