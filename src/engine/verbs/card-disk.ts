/** What both ways of treating a memory card have in common: which disk it is, and the new file system on it. */
import { type CardVolume, type Disk, newVolume, parseCardVolumes, parseDisks } from '../../decide/cards.ts';
import type { Shell } from '../../drivers/driver.ts';
import { Fault } from '../../faults/fault.ts';
import type { VerbContext } from '../context.ts';
import { openThePhone } from '../the-phone.ts';

const LIST_VOLUMES = 'sm list-volumes all';
/** A volume is mounted some seconds after its disk was partitioned: one look a second. */
const NEW_VOLUME_TRIES = 60;
/** The list may lag behind; but one that stays as it was for so long tells that nothing happened. */
const UNCHANGED_TRIES = 10;

const refused = (text: string) =>
  new Fault('DEVICE_REFUSED', `${text} The memory card was left alone.`, {
    hint: 'Take the card out, or use --sd-card leave.',
  });

export async function cardShell(context: VerbContext) {
  const { session } = await openThePhone(context);
  if (!session.shell) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone offers no shell in this mode.');
  return { session, shell: session.shell };
}

/** The one card in the phone. With several disks nobody knows which is meant. @throws Fault `DEVICE_REFUSED` */
export async function onlyDisk(shell: Shell, signal: AbortSignal): Promise<Disk> {
  const { exitCode, stdout } = await shell.run('sm list-disks', signal);
  const disks = exitCode === 0 ? parseDisks(stdout) : undefined;
  if (disks === undefined) throw refused('The phone does not tell what disks are in it.');
  const [disk, ...more] = disks;
  if (disk === undefined) throw refused('There is no memory card in the phone any more.');
  if (more.length > 0)
    throw refused(`There are ${disks.length} disks in the phone, and it is not known which is meant.`);
  return disk;
}

export async function volumesOf(shell: Shell, signal: AbortSignal): Promise<readonly CardVolume[]> {
  const { exitCode, stdout } = await shell.run(LIST_VOLUMES, signal);
  if (exitCode !== 0) throw new Fault('DEVICE_REPLY', 'The phone does not list its volumes.');
  return parseCardVolumes(stdout);
}

/** Size by the kernel, where an ordinary shell may read it. The numbers were checked when the disk was named. */
export async function diskBytes(shell: Shell, { major, minor }: Disk, signal: AbortSignal): Promise<number | null> {
  const { exitCode, stdout } = await shell.run(`cat /sys/dev/block/${major}:${minor}/size 2>/dev/null`, signal);
  const sectors = /^\s*([1-9]\d{0,12})\s*$/.exec(stdout)?.[1];
  return exitCode === 0 && sectors !== undefined ? Number(sectors) * 512 : null;
}

/**
 * Makes one new partition with an empty file system, which overwrites nothing else, and waits for its volume.
 * @throws Fault `WIPE_STEP_FAILED`, `WIPE_NOT_OBSERVED`, both with `touched`
 */
export async function partitionPublic(
  shell: Shell,
  disk: Disk,
  before: readonly CardVolume[],
  signal: AbortSignal,
): Promise<CardVolume> {
  const { exitCode } = await shell.run(`sm partition ${disk.id} public`, signal);
  if (exitCode !== 0) {
    throw new Fault('WIPE_STEP_FAILED', `The phone could not partition the memory card (exit code ${exitCode}).`, {
      touched: true,
    });
  }
  for (let tries = 0; tries < NEW_VOLUME_TRIES; tries += 1) {
    const { exitCode: listed, stdout } = await shell.run(
      tries === 0 ? LIST_VOLUMES : `sleep 1; ${LIST_VOLUMES}`,
      signal,
    );
    const now = listed === 0 ? parseCardVolumes(stdout) : [];
    const volume = newVolume(before, now);
    if (volume !== undefined) return volume;
    if (tries >= UNCHANGED_TRIES && JSON.stringify(now) === JSON.stringify(before)) break;
  }
  throw new Fault('WIPE_NOT_OBSERVED', 'The memory card shows no new file system after it was partitioned.', {
    touched: true,
  });
}
