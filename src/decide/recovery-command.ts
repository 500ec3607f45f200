/**
 * `/cache/recovery/command`, the older way to give recovery its arguments, one on a line (AOSP bootable/recovery
 * recovery_main.cpp get_args: kernel command line, control block, this file). Recovery sees it only where /cache is a
 * partition of its own; on other phones the folder lies in user data, which recovery does not read.
 */
export const COMMAND_FILE = '/cache/recovery/command';

export function commandFile(): string {
  return '--wipe_data\n--reason=wipebench\n';
}

/** @param mounts what `mount` prints: `NODE on /cache type ext4 (…)`, or before Android 6 `NODE /cache ext4 …` */
export function cacheIsPartition(mounts: string): boolean {
  return mounts.split('\n').some((line) => /^\/dev\/\S+ (?:on )?\/cache (?:type )?\w/.test(line));
}
