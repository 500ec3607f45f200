/**
 * Memory cards in the words of vold: `sm list-disks` and `sm list-volumes` (AOSP frameworks/base/cmds/sm/…/Sm.java). Their
 * names become part of commands, so nothing passes that is not exactly of their form.
 */

/** By the numbers of the block device: `disk:179,0`. */
export interface Disk {
  readonly id: string;
  readonly major: number;
  readonly minor: number;
}

export interface CardVolume {
  /** `public:179,1`, or `private:179,3` for a card that was adopted. */
  readonly id: string;
  readonly kind: 'public' | 'private';
  readonly mounted: boolean;
  /** Undefined when the phone tells none, or one of a form that no file system has. */
  readonly uuid: string | undefined;
}

const DISK = /^disk:(\d{1,5}),(\d{1,5})$/;
const VOLUME = /^((public|private):\d{1,5},\d{1,5}) (\S+)(?: (\S+))?$/;
const UUID = /^[0-9A-Za-z][0-9A-Za-z-]{0,39}$/;

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Undefined when there is a line that names no disk: then nothing of the answer is believed. */
export function parseDisks(text: string): readonly Disk[] | undefined {
  const disks = lines(text).map((line) => DISK.exec(line));
  if (disks.includes(null)) return undefined;
  return disks.flatMap((match) => (match ? [{ id: match[0], major: Number(match[1]), minor: Number(match[2]) }] : []));
}

/** Volumes that lie on a disk that can be taken out or was adopted; the phone's own are left out. */
export function parseCardVolumes(text: string): readonly CardVolume[] {
  return lines(text).flatMap((line): CardVolume[] => {
    const [, id, kind, state, uuid = ''] = VOLUME.exec(line) ?? [];
    if (id === undefined || (kind !== 'public' && kind !== 'private')) return [];
    return [{ id, kind, mounted: state === 'mounted', uuid: UUID.test(uuid) && uuid !== 'null' ? uuid : undefined }];
  });
}

/** The volume that a new file system on the card shows: portable, mounted, and with a name that none had before. */
export function newVolume(before: readonly CardVolume[], now: readonly CardVolume[]): CardVolume | undefined {
  const old = new Set(before.map(({ uuid }) => uuid));
  if (now.some(({ kind }) => kind === 'private')) return undefined;
  return now.find(({ kind, mounted, uuid }) => kind === 'public' && mounted && uuid !== undefined && !old.has(uuid));
}
