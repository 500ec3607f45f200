/** What every store must do. Call it with a function that opens the same empty log each time it is given a path. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leafFields } from '../../src/ledger/leaf-fields.ts';
import { nodeReader } from '../../src/ledger/ledger.ts';
import { EMPTY_ROOT } from '../../src/ledger/merkle.ts';
import type { Growth, Store } from '../../src/ledger/store.ts';
import { grow, rootOf } from '../../src/ledger/tree.ts';
import { stubLeaf } from './stub-leaf.ts';

export async function growth(store: Store, index: number, jws: string): Promise<Growth> {
  const grown = await grow(index, Buffer.from(jws), nodeReader(store));
  return { entry: { ...leafFields(jws), index, jws }, ...grown };
}

export function describeStore(name: string, open: (folder: string) => Promise<Store>): void {
  describe(`store contract: ${name}`, () => {
    let folder: string;
    let store: Store;
    const id = (index: number) => `certificate-${index}`;
    const fill = async (count: number) => {
      for (let index = 0; index < count; index += 1) {
        const leaf = stubLeaf(id(index), index % 2 === 0 ? 'PASS' : 'FAIL', `2026-01-0${index + 1}T00:00:00.000Z`);
        await store.append(index, await growth(store, index, leaf));
      }
    };

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'store-'));
      store = await open(folder);
    });
    afterEach(async () => {
      await store.close();
      await rm(folder, { recursive: true });
    });

    it('begins empty', async () => {
      expect(await store.head()).toMatchObject({ size: 0, root: EMPTY_ROOT });
      expect(await store.read(0)).toBeNull();
      expect(await store.node(0, 0)).toBeNull();
      expect(await store.find('nobody')).toBeNull();
      expect(await store.search({})).toEqual([]);
      expect(await store.integrity()).toEqual([]);
    });

    it('gives back what was appended, also after it is opened again', async () => {
      await fill(5);
      const before = await store.head();
      await store.close();
      store = await open(folder);
      expect(await store.head()).toEqual(before);
      expect(before.size).toBe(5);
      expect(Buffer.from(await rootOf(5, nodeReader(store)))).toEqual(Buffer.from(before.root));
      expect(await store.read(3)).toMatchObject({ index: 3, certificateId: id(3), result: 'FAIL', kind: 'virtual' });
      expect((await store.find(id(4)))?.jws).toBe((await store.read(4))?.jws);
    });

    it('refuses another size than expected, and changes nothing', async () => {
      await fill(2);
      const before = await store.head();
      const late = await growth(store, 2, stubLeaf(id(9)));
      for (const expected of [0, 1, 3, -1]) {
        await expect(store.append(expected, late)).rejects.toMatchObject({ code: 'LEDGER_CONFLICT' });
      }
      expect(await store.head()).toEqual(before);
      expect(await store.find(id(9))).toBeNull();
    });

    it('refuses a certificate id twice, as a whole', async () => {
      await fill(2);
      const before = await store.head();
      const again = await growth(store, 2, stubLeaf(id(0), 'FAIL'));
      await expect(store.append(2, again)).rejects.toMatchObject({ code: 'LEDGER_CONFLICT' });
      expect(await store.head()).toEqual(before);
      expect(await store.node(0, 2)).toBeNull();
    });

    it('lets one of many at the same size through', async () => {
      await fill(1);
      const tries = await Promise.allSettled(
        [1, 2, 3, 4].map(async (each) => store.append(1, await growth(store, 1, stubLeaf(id(each))))),
      );
      expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
      expect((await store.head()).size).toBe(2);
    });

    it('searches by every field, newest first, page by page', async () => {
      await fill(6);
      const ids = async (search: Parameters<Store['search']>[0]) =>
        (await store.search(search)).map((entry) => entry.index);
      expect(await ids({})).toEqual([5, 4, 3, 2, 1, 0]);
      expect(await ids({ result: 'FAIL' })).toEqual([5, 3, 1]);
      expect(await ids({ limit: 2 })).toEqual([5, 4]);
      expect(await ids({ limit: 2, before: 4 })).toEqual([3, 2]);
      expect(await ids({ since: '2026-01-03T00:00:00.000Z', until: '2026-01-05T00:00:00.000Z' })).toEqual([3, 2]);
      expect(await ids({ certificateId: id(2), kind: 'virtual', profile: 'examplar' })).toEqual([2]);
      expect(await ids({ profile: "examplar' OR 1=1 --" })).toEqual([]);
    });

    it('lists entries and nodes for a check', async () => {
      await fill(3);
      expect((await store.entriesFrom(1, 10)).map((entry) => entry.index)).toEqual([1, 2]);
      expect((await store.nodesAfter(-1, 0, 10)).map(({ level, index }) => [level, index])).toEqual([
        [0, 0],
        [0, 1],
        [0, 2],
        [1, 0],
      ]);
      expect(await store.nodesAfter(0, 2, 10)).toHaveLength(1);
    });

    it('keeps appends out while one acts exclusively, and lets them in after a failure', async () => {
      await fill(1);
      const next = await growth(store, 1, stubLeaf(id(1)));
      const order: string[] = [];
      const exclusive = store.exclusively(async (head) => {
        expect(head.size).toBe(1);
        await Promise.resolve();
        order.push('exclusive');
      });
      const append = store.append(1, next).then(() => order.push('append'));
      await Promise.all([exclusive, append]);
      expect(order).toEqual(['exclusive', 'append']);
      await expect(store.exclusively(() => Promise.reject(new Error('inside')))).rejects.toThrow();
      await store.append(2, await growth(store, 2, stubLeaf(id(2))));
    });
  });
}
