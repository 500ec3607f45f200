/**
 * An ext4 file system and the folder in which the running phone sees it. Changes in the folder are brought back into
 * the file system by `writeBack`, as a page cache is by sync(2).
 */
import { rm } from 'node:fs/promises';
import { changeExtFileSystem, hasExtFileSystem, makeExtFileSystem, readOutExtFileSystem } from './ext-file-system.ts';
import { debugfsCommands, snapshotTree, type TreeSnapshot } from './tree-diff.ts';

export class MirroredVolume {
  readonly tree: string;
  readonly #node: string;
  readonly #label: string;
  #seen: TreeSnapshot = new Map();

  constructor(node: string, tree: string, label: string) {
    this.#node = node;
    this.tree = tree;
    this.#label = label;
  }

  /** Reads the file system into the folder; false when the node holds none. */
  async mount(): Promise<boolean> {
    await this.unmount();
    if (!(await hasExtFileSystem(this.#node))) return false;
    await readOutExtFileSystem(this.#node, this.tree);
    this.#seen = await snapshotTree(this.tree);
    return true;
  }

  /** Makes a new file system out of what is in the folder now. */
  async format(): Promise<void> {
    await makeExtFileSystem(this.#node, this.tree, this.#label);
    this.#seen = await snapshotTree(this.tree);
  }

  /** True when something had changed. */
  async writeBack(): Promise<boolean> {
    const now = await snapshotTree(this.tree);
    const commands = debugfsCommands(this.tree, this.#seen, now);
    this.#seen = now;
    await changeExtFileSystem(this.#node, commands);
    return commands.length > 0;
  }

  /** Empties the folder; the file system stays. */
  async unmount(): Promise<void> {
    this.#seen = new Map();
    await rm(this.tree, { recursive: true, force: true });
  }
}
