/** Whether anything of a block device is mounted, by the two lists that a phone gives. */

interface Mounted {
  readonly source: string;
  readonly point: string;
}

/** The kernel writes blanks and the like as octal numbers (Linux fs/seq_file.c mangle_path). */
const plain = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** A line of /proc/mounts is `source point type options …`, one of `mount` is `source on point type …`. */
export function mountsIn(text: string): readonly Mounted[] {
  return text.split('\n').flatMap((line) => {
    const words = line.trim().split(/[ \t]+/);
    const [source, second, third] = words;
    const point = second === 'on' && words.includes('type') ? third : second;
    return source && point?.startsWith('/') ? [{ source: plain(source), point: plain(point) }] : [];
  });
}

/**
 * Mount points that use one of the devices, or that lie at or below one of the folders, whatever device they show: a
 * storage that is decrypted, or shown through another name, is mounted all the same.
 */
export function mountPointsOf(text: string, devices: readonly string[], folders: readonly string[]): readonly string[] {
  return mountsIn(text)
    .filter(
      ({ source, point }) =>
        devices.includes(source) || folders.some((folder) => point === folder || point.startsWith(`${folder}/`)),
    )
    .map(({ point }) => point);
}
