/**
 * One partition's ext4 file system and the folder in which the running phone sees it. Changes in the folder are brought
 * to the raw partition by `sync`, as a page cache is by sync(2).
 */
import { rm } from 'node:fs/promises';
import { changeExtFileSystem, hasExtFileSystem, makeExtFileSystem, readOutExtFileSystem } from './ext-file-system.ts';
import type { Partition } from './partition.ts';
import { SealedImage } from './sealed-image.ts';
import { debugfsCommands, snapshotTree, type TreeSnapshot } from './tree-diff.ts';

export class Volume {
  readonly raw: Partition;
  /** The folder that the phone sees; exists while mounted, and may be filled before `format`. */
  readonly tree: string;
  readonly #plainFile: string;
  #image: SealedImage | undefined;
  #seen: TreeSnapshot = new Map();

  constructor(raw: Partition, tree: string, plainFile: string) {
    this.raw = raw;
    this.tree = tree;
    this.#plainFile = plainFile;
  }

  get mounted(): boolean {
    return this.#image !== undefined;
  }

  /** @param key of the block cipher, or undefined for a plain partition. False when there is no file system in it. */
  async mount(key?: Uint8Array): Promise<boolean> {
    await this.unmount();
    this.#image = await SealedImage.unseal(this.raw, this.#plainFile, key);
    if (!(await hasExtFileSystem(this.#plainFile))) {
      await this.unmount();
      return false;
    }
    await readOutExtFileSystem(this.#plainFile, this.tree);
    this.#seen = await snapshotTree(this.tree);
    return true;
  }

  /** Makes a new file system out of the folder; what the partition held before is not discarded. */
  async format(key?: Uint8Array): Promise<void> {
    this.#image = await SealedImage.unseal(this.raw, this.#plainFile, key);
    await makeExtFileSystem(this.#plainFile, this.tree, this.raw.name);
    await this.#image.seal();
    this.#seen = await snapshotTree(this.tree);
  }

  /** Brings changes of the folder to the raw partition; nothing to do while not mounted. */
  async sync(): Promise<void> {
    if (this.#image === undefined) return;
    const now = await snapshotTree(this.tree);
    const commands = debugfsCommands(this.tree, this.#seen, now);
    this.#seen = now;
    if (commands.length === 0) return;
    await changeExtFileSystem(this.#plainFile, commands);
    await this.#image.seal();
  }

  /** Empties the folder; the partition stays as it is. */
  async unmount(): Promise<void> {
    this.#image = undefined;
    this.#seen = new Map();
    await rm(this.tree, { recursive: true, force: true });
    await rm(this.#plainFile, { force: true });
  }
}
