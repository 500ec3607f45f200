/**
 * `card:format` — a new, empty file system on the memory card, from an ordinary shell, which holds the permission for it
 * (AOSP packages/Shell AndroidManifest: MOUNT_FORMAT_FILESYSTEMS). It overwrites nothing else: what the card held can be
 * read from it with the right tools, and the outcome says `formatted`, never erased.
 */
import type { CardVolume } from '../../decide/cards.ts';
import type { Shell } from '../../drivers/driver.ts';
import { Fault } from '../../faults/fault.ts';
import type { CardOutcome, StepEvidence } from '../../model/run.ts';
import type { VerbContext } from '../context.ts';
import { cardShell, diskBytes, onlyDisk, partitionPublic, volumesOf } from './card-disk.ts';

/** A folder below which nothing else than a checked name stands. */
const folderOf = ({ uuid }: CardVolume) => `/storage/${uuid}`;

/** A file on the card to look for afterwards. Best effort: not every phone lets the shell write there. */
async function plant(
  shell: Shell,
  volumes: readonly CardVolume[],
  runId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const volume = volumes.find(({ kind, mounted, uuid }) => kind === 'public' && mounted && uuid !== undefined);
  const name = `wipebench-${runId.slice(0, 8)}`;
  if (volume === undefined || !/^[a-z0-9-]+$/.test(name)) return undefined;
  const path = `${folderOf(volume)}/${name}`;
  const { exitCode } = await shell.run(`echo planted >${path} && sync && ls ${path}`, signal);
  return exitCode === 0 ? name : undefined;
}

/** @throws Fault `WIPE_NOT_OBSERVED` when the planted file is there again */
async function lookFor(shell: Shell, name: string | undefined, now: CardVolume, signal: AbortSignal): Promise<string> {
  if (name === undefined) return 'no file could be planted before, so nothing was looked for';
  const folder = folderOf(now);
  if ((await shell.run(`ls ${folder}`, signal)).exitCode !== 0) return 'the new file system could not be looked at';
  if ((await shell.run(`ls ${folder}/${name}`, signal)).exitCode === 0) {
    throw new Fault('WIPE_NOT_OBSERVED', 'A file that was planted on the memory card is still there.', {
      touched: true,
    });
  }
  return 'a file that was planted before is gone';
}

export async function cardFormat(context: VerbContext): Promise<StepEvidence> {
  const { signal, memory, runId } = context;
  const { shell } = await cardShell(context);
  const disk = await onlyDisk(shell, signal);
  const before = await volumesOf(shell, signal);
  const planted = await plant(shell, before, runId, signal);
  const now = await partitionPublic(shell, disk, before, signal);
  const seen = await lookFor(shell, planted, now, signal);
  const outcome: CardOutcome = {
    ...{ disk: disk.id, bytes: await diskBytes(shell, disk, signal) },
    ...{ done: 'formatted', read: null },
  };
  memory.sdCard = outcome;
  await context.record('sd-card', outcome);
  const old = before.map(({ uuid }) => uuid ?? 'one without a name').join(', ');
  return {
    reply: 'exit code 0',
    marker: `a new volume ${now.uuid}; before it: ${old === '' ? 'none' : old}`,
    observation: `${seen}; formatting does not overwrite what the card held`,
  };
}
