/**
 * Canary files of one run on one phone: planted over an ordinary shell, read back, looked for after the wipe, taken away
 * when nothing is erased. Names, sizes and digests are in the memory of this process only, so a phone cannot know what
 * will be looked for, and whoever takes up the run after a crash can look for nothing.
 */
import type { Session, Shell } from '../drivers/driver.ts';
import { asFault } from '../faults/fault.ts';
import type { Random } from '../host/random.ts';
import { CANARY_FOLDERS, type CanaryFolder, type CanaryLook } from '../model/canary-look.ts';
import { foundIn, lookCommand, readBackCommand, removeCommand, WHERE_SHARED } from './canary-commands.ts';
import { makeCanary, type SecretFile } from './canary-content.ts';

const FILES_PER_FOLDER = 2;
/** A phone that erased nothing may hold a hundred thousand photos; one that did has none. */
const LOOK_MS = 120_000;

export interface PlantedCanaries {
  readonly paths: readonly string[];
  /** How many were read back with the right content. */
  readonly seen: number;
  /** @throws the reason of `signal`; all trouble with the phone is part of the answer */
  lookFor(session: Session, signal: AbortSignal): Promise<CanaryLook>;
  /** Best effort: takes them away from a phone that was not erased. */
  remove(session: Session, signal: AbortSignal): Promise<void>;
  /** Forgets what they held. */
  destroy(): void;
}

interface Planted extends SecretFile {
  readonly folder: CanaryFolder;
  seen: boolean;
}

/** False for every trouble but an abort of `signal`: a phone that takes no file is no reason to end a run. */
async function tried(signal: AbortSignal, act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    signal.throwIfAborted();
    asFault(error);
    return false;
  }
}

async function push(session: Session, file: SecretFile, signal: AbortSignal): Promise<boolean> {
  return tried(signal, async () => {
    if (!session.push) throw new Error('no sync service');
    await session.push(file.content(), file.path, signal);
  });
}

/** Standard output of a command, or undefined when it did not end well in time. */
async function answer(shell: Shell, command: string, signal: AbortSignal): Promise<string | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]);
  let said: string | undefined;
  await tried(signal, async () => {
    const { exitCode, stdout } = await shell.run(command, limit);
    if (exitCode === 0) said = stdout;
  });
  return said;
}

/** Removes files by path; of ours, or of an earlier process of this run. */
export async function removeFiles(session: Session, paths: readonly string[], signal: AbortSignal): Promise<void> {
  if (paths.length > 0) await session.shell?.run(removeCommand(paths), signal);
}

/** Looks into one folder, with a control file of a size that is searched for: the search counts when it finds that one. */
async function lookInto(
  session: Session,
  folder: CanaryFolder,
  files: readonly Planted[],
  random: Random,
  signal: AbortSignal,
): Promise<{ searched: boolean; found: number }> {
  const { shell } = session;
  const own = files.filter((file) => file.folder === folder);
  const control = makeCanary(random, folder, own[0]?.bytes);
  if (!shell) return { searched: false, found: 0 };
  const pushed = await push(session, control, signal);
  const said = await answer(shell, lookCommand(folder, own, files), signal);
  await tried(signal, () => removeFiles(session, [control.path], signal));
  const seen = foundIn(said ?? '');
  const digests = new Set(files.map(({ digest }) => digest));
  // A file that was moved is found by its content, one that was changed by its name; one that is both counts once.
  const names = own.filter(({ path }) => seen.names.includes(path));
  const moved = seen.digests.filter(
    ({ digest, path }) => digests.has(digest) && !names.some((file) => file.path === path),
  );
  return {
    searched: pushed && seen.whole && seen.digests.some(({ digest }) => digest === control.digest),
    found: names.length + moved.length,
  };
}

/** What `/sdcard` is where it lies in user data (AOSP system/vold/model/EmulatedVolume.cpp; the last: Android 4.2 to 5). */
const EMULATED = /^\/(?:storage\/emulated|data\/media|mnt\/shell\/emulated)\/(?:\d+|legacy)$/;

/** On old phones `/sdcard` may be a memory card, which no wipe of the phone reaches: a file there would say nothing. */
async function inUserData(session: Session, folder: CanaryFolder, signal: AbortSignal): Promise<boolean> {
  if (folder !== '/sdcard') return true;
  const place = session.shell && (await answer(session.shell, WHERE_SHARED, signal));
  return EMULATED.test(place?.trim() ?? '');
}

/** @throws the reason of `signal` */
export async function plantCanaries(session: Session, random: Random, signal: AbortSignal): Promise<PlantedCanaries> {
  const files: Planted[] = [];
  for (const folder of CANARY_FOLDERS) {
    if (!(await inUserData(session, folder, signal))) continue;
    for (let index = 0; index < FILES_PER_FOLDER; index += 1) {
      const file = { ...makeCanary(random, folder), folder, seen: false };
      if (await push(session, file, signal)) files.push(file);
    }
  }
  const { shell } = session;
  if (shell && files.length > 0) {
    // What is still in the phone's memory when it restarts would be gone without any wipe.
    const synced = await tried(signal, async () => {
      if ((await shell.run('sync', signal)).exitCode !== 0) throw new Error('sync failed');
    });
    const back = synced ? foundIn((await answer(shell, readBackCommand(files), signal)) ?? '').digests : [];
    for (const file of files) {
      file.seen = back.some(({ digest, path }) => digest === file.digest && path === file.path);
    }
  }
  const seen = files.filter((file) => file.seen).length;
  const paths = files.map(({ path }) => path);
  return {
    paths,
    seen,
    lookFor: async (later, limit) => {
      const folders: CanaryLook['folders'] = [];
      for (const folder of CANARY_FOLDERS) {
        const own = files.filter((file) => file.folder === folder);
        const looked = await lookInto(later, folder, files, random, limit);
        folders.push({ folder, planted: own.length, seenBefore: own.filter((file) => file.seen).length, ...looked });
      }
      return { folders, void: seen === 0 ? 'None of them was seen on the phone before the wipe.' : null };
    },
    remove: (later, limit) => removeFiles(later, paths, limit),
    destroy: () => {
      files.length = 0;
    },
  };
}
