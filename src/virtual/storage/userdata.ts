/** The userdata partition: ext4, plain on the raw partition or below the block cipher of metadata encryption. */
import { rm } from 'node:fs/promises';
import { MirroredVolume } from './mirrored-volume.ts';
import type { Partition } from './partition.ts';
import { SealedImage } from './sealed-image.ts';

export class Userdata {
  readonly raw: Partition;
  /** The folder that the phone sees as /data. */
  readonly tree: string;
  readonly #plainFile: string;
  #volume: MirroredVolume | undefined;
  #sealed: SealedImage | undefined;

  constructor(raw: Partition, tree: string, plainFile: string) {
    this.raw = raw;
    this.tree = tree;
    this.#plainFile = plainFile;
  }

  /** @param key of the block cipher, or undefined for a plain partition. False when there is no file system in it. */
  async mount(key: Uint8Array | undefined): Promise<boolean> {
    await this.unmount();
    this.#volume = await this.#open(key);
    if (await this.#volume.mount()) return true;
    await this.unmount();
    return false;
  }

  /** Makes a new file system out of the folder `tree`; what the partition held before is not discarded. */
  async format(key: Uint8Array | undefined): Promise<void> {
    this.#volume = await this.#open(key);
    await this.#volume.format();
    await this.#sealed?.seal();
    await this.raw.flush();
  }

  /** Brings changes of the folder to the raw partition. */
  async sync(): Promise<void> {
    const changed = await this.#volume?.writeBack();
    if (changed) await this.#sealed?.seal();
    await this.raw.flush();
  }

  async unmount(): Promise<void> {
    this.#volume = undefined;
    this.#sealed = undefined;
    await rm(this.tree, { recursive: true, force: true });
    await rm(this.#plainFile, { force: true });
  }

  async #open(key: Uint8Array | undefined): Promise<MirroredVolume> {
    if (key === undefined) return new MirroredVolume(this.raw.node, this.tree, 'data');
    this.#sealed = await SealedImage.unseal(this.raw, this.#plainFile, key);
    return new MirroredVolume(this.#plainFile, this.tree, 'data');
  }
}
