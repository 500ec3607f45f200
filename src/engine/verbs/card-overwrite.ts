/**
 * `card:overwrite` — writes over the whole memory card through its raw disk, reads places of it back, and makes a new file
 * system. Needs root. Spare blocks of the card are not reached.
 */
import type { CardVolume, Disk } from '../../decide/cards.ts';
import { mountPointsOf } from '../../decide/mounts.ts';
import type { Shell } from '../../drivers/driver.ts';
import { Fault } from '../../faults/fault.ts';
import type { CardOutcome, StepEvidence } from '../../model/run.ts';
import type { VerbContext } from '../context.ts';
import { cardShell, onlyDisk, partitionPublic, volumesOf } from './card-disk.ts';
import { becomeRoot } from './root.ts';

const refused = (text: string, touched = false) =>
  new Fault('DEVICE_REFUSED', `${text} Nothing was written over the memory card.`, { touched });

/**
 * vold makes a node for each of its disks (AOSP system/vold/model/Disk.cpp); else the kernel's name for these numbers.
 * Only digits of ours and a checked name are in the commands.
 */
async function nodeOfDisk(shell: Shell, { id, major, minor }: Disk, signal: AbortSignal): Promise<string> {
  const node = `/dev/block/vold/${id}`;
  if ((await shell.run(`ls ${node}`, signal)).exitCode === 0) return node;
  const { stdout } = await shell.run(`readlink /sys/dev/block/${major}:${minor}`, signal);
  const name = /\/([a-z][a-z0-9]{1,20})\s*$/.exec(stdout)?.[1];
  if (name !== undefined && (await shell.run(`ls /dev/block/${name}`, signal)).exitCode === 0) {
    return `/dev/block/${name}`;
  }
  throw refused('The block device of the memory card was not found.');
}

/** The soldered storage is never a card, whatever the phone lists: it holds userdata, or its kind of chip is MMC. */
async function demandRemovable(shell: Shell, { major, minor }: Disk, signal: AbortSignal): Promise<void> {
  const place = `/sys/dev/block/${major}:${minor}`;
  const { stdout } = await shell.run(
    `u=$(readlink -f /dev/block/by-name/userdata); [ -e "${place}/\${u##*/}" ] && echo internal; ` +
      `cat ${place}/device/type 2>/dev/null; exit 0`,
    signal,
  );
  if (/^(internal|MMC)\s*$/m.test(stdout)) throw refused("The disk is the phone's own storage.");
}

/** An adopted card is held by a mapper, which partitioning takes away; then what is left is unmounted. */
async function letGo(shell: Shell, disk: Disk, signal: AbortSignal): Promise<readonly CardVolume[]> {
  const before = await volumesOf(shell, signal);
  const adopted = before.some(({ kind }) => kind === 'private');
  if (adopted) await partitionPublic(shell, disk, before, signal);
  const volumes = adopted ? await volumesOf(shell, signal) : before;
  for (const { id } of volumes) await shell.run(`sm unmount ${id}`, signal);
  const still = (await volumesOf(shell, signal)).filter(({ mounted }) => mounted);
  const devices = volumes.map(({ id }) => `/dev/block/vold/${id}`);
  const folders = volumes.flatMap(({ uuid }) => (uuid ? [`/storage/${uuid}`, `/mnt/media_rw/${uuid}`] : []));
  const mounts = await shell.run('cat /proc/mounts', signal);
  const points = mountPointsOf(mounts.stdout, devices, folders);
  if (mounts.exitCode !== 0 || still.length > 0 || points.length > 0) {
    throw refused('The memory card could not be unmounted.', adopted);
  }
  return [...before, ...volumes];
}

export async function cardOverwrite(context: VerbContext): Promise<StepEvidence> {
  const { signal, memory, probe, emit, link, runId } = context;
  await becomeRoot(context);
  const { session, shell } = await cardShell(context);
  if (link.match() !== 'same') throw refused('It could not be shown that this is the phone of the plan.');
  const disk = await onlyDisk(shell, signal);
  await demandRemovable(shell, disk, signal);
  const node = await nodeOfDisk(shell, disk, signal);
  const before = await letGo(shell, disk, signal);
  const fill = await probe.overwrite(session, {
    kind: 'stream',
    node,
    signal,
    onProgress: (progress) => emit({ type: 'writing', ...progress }),
  });
  try {
    const { places, wrong, unreadable } = await probe.readBack(session, fill, {
      where: 'all',
      seedParts: [runId, context.journalHead()],
      signal,
      onProgress: (progress) => emit({ type: 'reading', what: 'verify', ...progress }),
    });
    const read = { places, wrong: wrong + unreadable };
    const outcome: CardOutcome = { disk: disk.id, bytes: fill.bytes, done: 'overwritten', read };
    memory.sdCard = outcome;
    await context.record('sd-card', outcome);
    if (read.wrong > 0) {
      const words = `${read.wrong} of ${places} places of the memory card do not hold what was written there.`;
      throw new Fault('WIPE_NOT_OBSERVED', words, { touched: true });
    }
    const now = await partitionPublic(shell, disk, before, signal);
    return {
      reply: 'the writing program ended with 0',
      marker: `${fill.bytes} bytes of a keyed stream written; a new volume ${now.uuid}`,
      observation: `${places} places read back and equal`,
    };
  } finally {
    fill.destroy();
  }
}
