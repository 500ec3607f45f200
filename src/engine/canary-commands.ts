/**
 * The commands by which canary files are read back, searched for and removed, and what their output says. Only paths and
 * sizes of ours go into them. The programs are those of toybox (find, sha256sum: Android 6 and later) and of busybox.
 */
import type { CanaryFolder } from '../model/canary-look.ts';
import type { SecretFile } from './canary-content.ts';

const END = 'searched-to-the-end';
const NAMED = /^there (\/\S+)$/;
/** `sha256sum` of toybox and busybox: the digest, two blanks, the path. */
const DIGEST = /^([0-9a-f]{64}) [ *](.+)$/;

/** Follows the links of `/sdcard`; `pwd` is in every shell, `readlink -f` is not. */
export const WHERE_SHARED = 'cd /sdcard/ && pwd -P';

type Placed = Pick<SecretFile, 'path' | 'bytes'>;

export function readBackCommand(files: readonly Placed[]): string {
  return `sha256sum ${files.map(({ path }) => path).join(' ')} && echo ${END}`;
}

/**
 * Names the files of `own` that are there, and prints the digest of every file of a size that one of `all` has. A folder
 * that cannot be listed ends without the last line.
 */
export function lookCommand(folder: CanaryFolder, own: readonly Placed[], all: readonly Placed[]): string {
  const names = own.map(({ path }) => `[ -e ${path} ] && echo there ${path}; `).join('');
  const sizes = [...new Set(all.map(({ bytes }) => `-size ${bytes}c`))].join(' -o ');
  // Folders of other apps refuse us, so that `find` may end badly on a sound phone too; the control file tells.
  const search = sizes === '' ? '' : `find ${folder}/ -type f \\( ${sizes} \\) -exec sha256sum {} \\; 2>/dev/null; `;
  return `ls ${folder}/ >/dev/null || exit 1; ${names}${search}echo ${END}`;
}

export function removeCommand(paths: readonly string[]): string {
  return `rm -f ${paths.join(' ')}; sync`;
}

export interface FoundFiles {
  readonly names: readonly string[];
  readonly digests: readonly { readonly digest: string; readonly path: string }[];
  /** The command came to its end. */
  readonly whole: boolean;
}

/** Names of files on a phone may hold anything, line breaks too: what is not of the form of our own lines is passed over. */
export function foundIn(output: string): FoundFiles {
  const lines = output.split('\n').map((line) => line.trimEnd());
  return {
    names: lines.flatMap((line) => NAMED.exec(line)?.[1] ?? []),
    digests: lines.flatMap((line) => {
      const [, digest, path] = DIGEST.exec(line) ?? [];
      return digest !== undefined && path !== undefined ? [{ digest, path: path.replaceAll('//', '/') }] : [];
    }),
    whole: lines.includes(END),
  };
}
