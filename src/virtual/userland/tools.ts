/** Finds the programs that a virtual phone is made of, and builds its read-only /system out of them. */
import { constants } from 'node:fs';
import { access, chmod, copyFile, mkdir, open, readdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '../../faults/fault.ts';
import { runProgram } from '../../host/run.ts';
import { TOOL_PATH } from '../storage/tool.ts';
import type { Mount } from './sandbox.ts';

/** Ships with the package, beside the definitions. */
const SCRIPTS = fileURLToPath(new URL('../../../fixtures/phones/system-bin/', import.meta.url));
/** Busybox applets that a phone does not have, or that our own programs replace. */
const LEFT_OUT = new Set(['sh', 'ash', 'su', 'sulogin', 'login', 'init', 'bash', 'hush']);
const COVERED = ['dd', 'uname'];
/** Closed to the unprivileged shell. */
const CLOSED_FOLDERS = ['app', 'data', 'media', 'misc', 'property', 'system', 'user', 'user_de', 'vendor'];

export interface Userland {
  readonly bubblewrap: string;
  /** The folder seen as /system. */
  readonly system: string;
  /** /data as uid 2000 may see it: passable, not listable, with closed folders. */
  readonly shellData: string;
  /** A file and a folder that nobody may read. */
  readonly closedFile: string;
  readonly closedFolder: string;
  /** The host's libraries, when its shell or busybox is not static. */
  readonly libraries: readonly Mount[];
}

async function find(names: readonly string[], purpose: string): Promise<string> {
  for (const name of names) {
    for (const folder of TOOL_PATH.split(delimiter).filter((each) => each !== '')) {
      const path = join(folder, name);
      const found = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (found) return path;
    }
  }
  throw new Fault('ENV_TOOL_MISSING', `The program ${names[0]} is not installed; virtual phones need it ${purpose}.`);
}

/** A dynamic ELF program names its loader within the first pages (PT_INTERP). */
async function dynamic(program: string): Promise<boolean> {
  const handle = await open(program, 'r');
  try {
    const head = Buffer.alloc(4096);
    await handle.read(head, 0, head.length, 0);
    return /\/ld-[a-z]/.test(head.toString('latin1'));
  } finally {
    await handle.close();
  }
}

async function librariesFor(programs: readonly string[]): Promise<Mount[]> {
  const needed = await Promise.all(programs.map(dynamic));
  if (!needed.includes(true)) return [];
  const mounts: Mount[] = [];
  for (const folder of ['/lib', '/lib64', '/usr/lib', '/usr/lib64']) {
    if (
      await access(folder).then(
        () => true,
        () => false,
      )
    )
      mounts.push({ from: folder, to: folder, mode: 'ro' });
  }
  return mounts;
}

/**
 * Builds the userland below `folder`, once for all phones of a bench.
 * @throws Fault `ENV_TOOL_MISSING` naming the program that is not installed.
 */
export async function buildUserland(folder: string): Promise<Userland> {
  const bubblewrap = await find(['bwrap'], 'to keep a phone in its own file tree');
  const shell = await find(['mksh-static', 'mksh'], 'as their shell');
  const busybox = await find(['busybox'], 'for their small programs');
  const bin = join(folder, 'system/bin');
  await mkdir(bin, { recursive: true, mode: 0o755 });
  await copyFile(shell, join(bin, 'sh'));
  await copyFile(busybox, join(bin, 'busybox'));
  // Files of their own and no links, so that a phone with faulty storage can have others mounted over them.
  for (const name of COVERED) await copyFile(busybox, join(bin, name));
  const scripts = (await readdir(SCRIPTS)).filter((name) => !name.startsWith('.'));
  for (const name of scripts) {
    await copyFile(join(SCRIPTS, name), join(bin, name));
    await chmod(join(bin, name), 0o755);
  }
  const applets = (await runProgram(busybox, ['--list'])).stdout.split('\n').filter((name) => /^[\w[.-]+$/.test(name));
  const wanted = applets.filter(
    (name) => name !== 'busybox' && !COVERED.includes(name) && !LEFT_OUT.has(name) && !scripts.includes(name),
  );
  await Promise.all(wanted.map((name) => symlink('busybox', join(bin, name)).catch(ignoreExisting)));
  const shellData = join(folder, 'shell-data');
  await mkdir(join(shellData, 'local/tmp'), { recursive: true });
  for (const name of CLOSED_FOLDERS) await mkdir(join(shellData, name), { recursive: true, mode: 0 });
  const closedFile = join(folder, 'closed-file');
  const closedFolder = join(folder, 'closed-folder');
  await writeFile(closedFile, '', { mode: 0 }).catch(() => undefined);
  await mkdir(closedFolder, { recursive: true, mode: 0 });
  for (const path of [join(shellData, 'local'), shellData]) await chmod(path, 0o111);
  return {
    bubblewrap,
    system: join(folder, 'system'),
    shellData,
    closedFile,
    closedFolder,
    libraries: await librariesFor([shell, busybox]),
  };
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
