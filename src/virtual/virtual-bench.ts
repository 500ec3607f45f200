/**
 * Virtual phones: real partitions, a real shell, the real ADB protocol; wiped through the same driver as any phone.
 * Duty: be a bench of phones for tests, the demo and users' own checks. Imported by `cli` and tests only. Invariant:
 * whatever a host can observe follows from the phone's state on disk.
 */
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder } from '../host/files.ts';
import type { PhoneDefinition } from './definition.ts';
import { placeEmulatorProgram } from './emulator/emulator-side.ts';
import type { PhoneState, VirtualEvent } from './events.ts';
import type { Person } from './phone/person.ts';
import { Seat } from './phone/seat.ts';
import { PhoneOnSeat } from './phone/virtual-phone.ts';
import { loopDevicesUsable } from './storage/loop-device.ts';
import { buildUserland } from './userland/tools.ts';

export interface VirtualBenchOptions {
  readonly definitions: readonly PhoneDefinition[];
  /** Holds everything of the phones; an existing one is continued. */
  readonly stateFolder: string;
  readonly adbServerPort: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: VirtualEvent) => void;
}

export interface VirtualPhone {
  readonly name: string;
  /** `127.0.0.1:PORT` or `emulator-PORT`, which is also its serial number in ADB. */
  readonly seat: string;
  /** `tcp:HOST:PORT@SEAT` for the option --fastboot; it answers while the phone is in its boot loader or in fastbootd. */
  readonly fastbootAddress: string;
  readonly state: PhoneState;
  /** Who holds the phone. */
  readonly person: Person;
  rawPath(partition: string): string;
  unplug(): Promise<void>;
  plug(): Promise<void>;
  allowKeys(): void;
  /** A person holds the keys until recovery shows its menu, and chooses there; resolves when it is reached. */
  pressRecoveryKeys(choice?: 'recovery' | 'sideload'): Promise<void>;
  waitForState(state: PhoneState, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface VirtualBench {
  readonly phones: readonly VirtualPhone[];
  /** For the option --emulator: starts those of the phones that live in an emulator. */
  readonly emulatorProgram: string;
  close(): Promise<void>;
}

/**
 * Makes the phones, boots them and plugs them in.
 * @throws Fault `ENV_TOOL_MISSING`, `ENV_TOOL_FAILED`, `ENV_ADB_SERVER`; then nothing is left running.
 */
export async function startVirtualBench(options: VirtualBenchOptions): Promise<VirtualBench> {
  await ensureFolder(options.stateFolder);
  const shared = join(options.stateFolder, '.userland');
  const userland = await buildUserland(shared);
  const emulatorProgram = await placeEmulatorProgram(options.stateFolder);
  const useLoop = await loopDevicesUsable();
  const started = await Promise.allSettled(
    options.definitions.map(async (definition) => {
      const seat = await Seat.take(options.adbServerPort, definition.emulator !== undefined);
      const emit = options.onEvent ?? (() => undefined);
      return PhoneOnSeat.start(definition, { seat, folder: options.stateFolder, userland, useLoop, emit });
    }),
  );
  const phones = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const close = async () => {
    await Promise.all(phones.map((phone) => phone.close()));
    // So that a user who is not root can remove the folder.
    await chmod(userland.shellData, 0o700);
    await chmod(join(userland.shellData, 'local'), 0o700);
  };
  const failed = started.find((each) => each.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  options.signal?.addEventListener('abort', () => void close(), { once: true });
  return { phones, emulatorProgram, close };
}
