/**
 * The tree over stored hashes of complete subtrees. Level 0 holds the leaf hashes; node (level, index) covers the
 * leaves index·2^level up to (index+1)·2^level. An append and a proof read O(log n) nodes; nothing is hashed again.
 */
import { EMPTY_ROOT, leafHash, nodeHash, splitPoint } from './merkle.ts';

export interface TreeNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/** Reads the hash of one complete subtree. Throws when it is not there. */
export type ReadNode = (level: number, index: number) => Promise<Uint8Array>;

/** The hash over the leaves from `from` up to, but not including, `to`. `from` is a multiple of the size it starts. */
async function hashRange(from: number, to: number, read: ReadNode): Promise<Uint8Array> {
  const size = to - from;
  const level = Math.log2(size);
  if (Number.isInteger(level)) return read(level, from / size);
  const middle = from + splitPoint(size);
  return nodeHash(await hashRange(from, middle, read), await hashRange(middle, to, read));
}

/** The root over the first `size` leaves. */
export async function rootOf(size: number, read: ReadNode): Promise<Uint8Array> {
  return size === 0 ? EMPTY_ROOT : hashRange(0, size, read);
}

/** The nodes that become complete with the leaf at `index`, and the root of the grown tree. */
export async function grow(
  index: number,
  data: Uint8Array,
  read: ReadNode,
): Promise<{ nodes: TreeNode[]; root: Uint8Array }> {
  const nodes: TreeNode[] = [{ level: 0, index, hash: leafHash(data) }];
  let node = nodes[0] as TreeNode;
  while (node.index % 2 === 1) {
    const left = await read(node.level, node.index - 1);
    node = { level: node.level + 1, index: (node.index - 1) / 2, hash: nodeHash(left, node.hash) };
    nodes.push(node);
  }
  const made = new Map(nodes.map((each) => [`${each.level}/${each.index}`, each.hash]));
  const root = await rootOf(index + 1, async (level, at) => made.get(`${level}/${at}`) ?? read(level, at));
  return { nodes, root };
}

/** Inclusion proof for the leaf at `index` in the tree of `size` (RFC 9162 section 2.1.3.1), sibling of the leaf first. */
export async function inclusionPath(index: number, size: number, read: ReadNode): Promise<Uint8Array[]> {
  const path: Uint8Array[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitPoint(to - from);
    if (index < middle) {
      path.unshift(await hashRange(middle, to, read));
      to = middle;
    } else {
      path.unshift(await hashRange(from, middle, read));
      from = middle;
    }
  }
  return path;
}

/** Consistency proof between two sizes, 0 < oldSize ≤ size (RFC 9162 section 2.1.4.1). */
export async function consistencyPath(oldSize: number, size: number, read: ReadNode): Promise<Uint8Array[]> {
  const path: Uint8Array[] = [];
  let [from, to] = [0, size];
  while (oldSize !== to) {
    const middle = from + splitPoint(to - from);
    if (oldSize <= middle) {
      path.unshift(await hashRange(middle, to, read));
      to = middle;
    } else {
      path.unshift(await hashRange(from, middle, read));
      from = middle;
    }
  }
  return from === 0 ? path : [await hashRange(from, to, read), ...path];
}
