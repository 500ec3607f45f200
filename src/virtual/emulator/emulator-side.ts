/**
 * A virtual phone that lives inside an emulator: its console, its snapshots, and the `emulator` program that starts it
 * again. A snapshot is only a name here; what matters is whether it is left.
 */
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { traitOf } from '../definition.ts';
import type { BootSequence } from '../phone/boot-sequence.ts';
import { type ControlPipe, openControlPipe } from '../phone/control-pipe.ts';
import type { PhoneBody } from '../phone/phone-body.ts';
import type { Unit } from '../phone/unit.ts';
import { ConsoleServer } from './console-server.ts';

/** Ships with the package, beside the definitions. */
const PROGRAM = fileURLToPath(new URL('../../../fixtures/phones/host-bin/emulator', import.meta.url));
const QUICK_BOOT = 'default_boot';

/** Puts the program into the folder of the bench. @returns its path, for the option --emulator */
export async function placeEmulatorProgram(folder: string): Promise<string> {
  const path = join(folder, '.emulator', 'emulator');
  await mkdir(join(folder, '.emulator'), { recursive: true, mode: 0o700 });
  await copyFile(PROGRAM, path);
  await chmod(path, 0o755);
  return path;
}

/** `-wipe-data`: new images for user data, cache and the key (external/qemu android-qemu2-glue main.cpp). */
async function wipeImages(unit: Unit): Promise<void> {
  await unit.unmountAll();
  for (const { raw } of [unit.userdata, unit.cache, unit.metadata]) await raw.discard(0, raw.sizeBytes);
}

export class EmulatorSide {
  readonly #body: PhoneBody;
  readonly #boot: BootSequence;
  readonly #port: number;
  readonly #console: ConsoleServer;
  #snapshots: string[];
  #pipe: ControlPipe | undefined;

  constructor(body: PhoneBody, boot: BootSequence, port: number) {
    const { avd = '', snapshots = [] } = body.definition.emulator ?? {};
    this.#body = body;
    this.#boot = boot;
    this.#port = port;
    this.#snapshots = [...snapshots];
    this.#console = new ConsoleServer({
      avd,
      snapshots: () => this.#snapshots,
      deleteSnapshot: (name) => this.#delete(name),
      kill: () => body.wish(() => this.#end()),
    });
  }

  async open(): Promise<void> {
    await this.#console.open(this.#port);
    const folder = join(this.#body.place.folder, '.emulator', `port-${this.#port}`);
    this.#pipe = await openControlPipe(folder, async (verb, argument) => {
      const [how, ...name] = argument.split(',');
      if (verb !== 'start' || name.join(',') !== this.#body.definition.emulator?.avd) return 'no such device';
      if (this.#body.state !== 'off') return 'it is running already';
      this.#body.wish(() => this.#start(how === 'wipe'));
      return 'ok';
    });
  }

  async close(): Promise<void> {
    this.#pipe?.close();
    await this.#console.close();
  }

  #delete(name: string): boolean {
    const stays = traitOf(this.#body.definition, 'sticky-snapshot')?.name === name;
    if (stays || !this.#snapshots.includes(name)) return false;
    this.#snapshots = this.#snapshots.filter((each) => each !== name);
    return true;
  }

  /** An emulator that ends saves itself for a quick start the next time. */
  async #end(): Promise<void> {
    if (!this.#snapshots.includes(QUICK_BOOT)) this.#snapshots.push(QUICK_BOOT);
    await this.#body.sync();
    await this.#boot.goDown();
    await this.#console.close();
    this.#body.enter('off');
  }

  async #start(wipe: boolean): Promise<void> {
    const { unit, definition } = this.#body;
    if (wipe && traitOf(definition, 'ignores-wipe-data') === undefined) await unit.exclusively(() => wipeImages(unit));
    await this.#console.open(this.#port);
    await this.#boot.switchOn('reboot');
  }
}
