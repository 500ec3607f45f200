/** A private ADB server and a bench of virtual phones for one test file; everything in a folder that goes away. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PrivateAdbServer, startPrivateAdbServer } from '../../src/drivers/adb/private-server.ts';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import { loadDefinition } from '../../src/virtual/definition-file.ts';
import type { PhoneState, VirtualEvent } from '../../src/virtual/events.ts';
import { startVirtualBench, type VirtualBench, type VirtualPhone } from '../../src/virtual/virtual-bench.ts';

/** struct bootloader_message, made by a shell on the phone and written by dd, as the product does it. */
export const WRITE_BCB =
  "{ printf 'boot-recovery'; dd if=/dev/zero bs=51 count=1 2>/dev/null; printf 'recovery\\n--wipe_data\\n--reason=test\\n'; }" +
  ' | dd of=/dev/block/by-name/misc bs=2048 conv=notrunc 2>/dev/null';

export interface Said {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface TestBench {
  readonly server: PrivateAdbServer;
  readonly bench: VirtualBench;
  readonly phones: readonly VirtualPhone[];
  readonly events: VirtualEvent[];
  phone(name: string): VirtualPhone;
  /** Runs the real adb client. */
  adb(...args: string[]): Promise<Said>;
  /** The same with `-s SEAT`. */
  on(phone: VirtualPhone, ...args: string[]): Promise<Said>;
  /** The trimmed output of a shell command that must succeed. */
  shell(phone: VirtualPhone, command: string): Promise<string>;
  close(): Promise<void>;
}

/** The memory disk where there is one: the tests need no storage that outlives them. */
export async function scratchFolder(): Promise<string> {
  return mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'wipebench-virtual-'));
}

/** Removes what a bench left that could not close: the folder that hides /data from the shell is closed to its owner too. */
export async function removeScratch(scratch: string): Promise<void> {
  for (const folder of ['shell-data', 'shell-data/local']) {
    await chmod(join(scratch, 'phones/.userland', folder), 0o700).catch(() => undefined);
  }
  await rm(scratch, { recursive: true, force: true });
}

/** A shipped definition with less storage, so that a boot takes a fraction of a second. */
export async function small(name: string, change: Partial<PhoneDefinition> = {}): Promise<PhoneDefinition> {
  const definition = await loadDefinition(name);
  const { sdCard: _sdCard, ...rest } = definition;
  const userdata = { ...definition.userdata, sizeMib: 48, filledMib: 10 };
  return { ...rest, userdata, timing: { bootMs: 20, wipeMs: 5 }, ...change };
}

/**
 * @param folder of the phones, when it shall outlive the bench.
 * @param own for everything else, instead of a new one; removed at the end.
 */
export async function startTestBench(
  definitions: readonly PhoneDefinition[],
  folder?: string,
  own?: string,
): Promise<TestBench> {
  const scratch = own ?? (await scratchFolder());
  const server = await startPrivateAdbServer({ folder: join(scratch, 'adb') });
  const events: VirtualEvent[] = [];
  const bench = await startVirtualBench({
    definitions,
    stateFolder: folder ?? join(scratch, 'phones'),
    adbServerPort: server.port,
    onEvent: (event) => events.push(event),
  });
  const adb = (...args: string[]) =>
    new Promise<Said>((resolve) => {
      const env = { ...process.env, ...server.env };
      const options = { env, encoding: 'buffer' as const, maxBuffer: 1024 * 1024 * 1024, timeout: 25_000 };
      execFile('adb', args, options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, stdout, stderr: stderr.toString() });
      });
    });
  const on = (phone: VirtualPhone, ...args: string[]) => adb('-s', phone.seat, ...args);
  return {
    server,
    bench,
    phones: bench.phones,
    events,
    adb,
    on,
    phone: (name) => {
      const found = bench.phones.find((each) => each.name === name);
      if (found === undefined) throw new Error(`no phone ${name}`);
      return found;
    },
    shell: async (phone, command) => {
      const said = await on(phone, 'shell', command);
      if (said.code !== 0) throw new Error(`${command}: ${said.code} ${said.stdout.toString()} ${said.stderr}`);
      return said.stdout.toString().trim();
    },
    close: async () => {
      await bench.close();
      await server.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** adb's own word for the phone, or undefined when it does not list it. */
export async function adbState(bench: TestBench, phone: VirtualPhone): Promise<string | undefined> {
  const { stdout } = await bench.adb('devices');
  const line = stdout
    .toString()
    .split('\n')
    .find((each) => each.startsWith(`${phone.seat}\t`));
  return line?.split('\t')[1]?.trim();
}

export function within(milliseconds = 20_000): AbortSignal {
  return AbortSignal.timeout(milliseconds);
}

/** Lets the phone leave its state and then waits until it is in `state`. */
export async function reach(action: () => Promise<unknown>, phone: VirtualPhone, state: PhoneState): Promise<void> {
  await action();
  await phone.waitForState(state, within());
}
