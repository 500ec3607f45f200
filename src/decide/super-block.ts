/**
 * The beginning of a raw partition, in hexadecimal digits: whether a file system stands there, and which one. Every run of
 * its maker draws a new number for it (ext4: s_uuid, kernel fs/ext4/ext4.h; f2fs: uuid, include/linux/f2fs_fs.h), so a new
 * number means a new file system, and the old one means that nothing was made.
 */

/** So many bytes are needed: the superblocks begin at 1024. */
export const HEAD_BYTES = 4096;

export type Head =
  | { readonly kind: 'ext4' | 'f2fs'; readonly id: string }
  | { readonly kind: 'blank' | 'other' }
  | { readonly kind: 'unread' };

/** @param dump of `od -An -v -tx1`; anything else, or too little of it, is `unread` */
export function headOf(dump: string): Head {
  const hex = dump.replace(/\s+/g, '');
  if (!/^[0-9a-f]*$/.test(hex) || hex.length !== HEAD_BYTES * 2) return { kind: 'unread' };
  const bytes = (offset: number, count: number) => hex.slice(offset * 2, (offset + count) * 2);
  if (bytes(1024 + 0x38, 2) === '53ef') return { kind: 'ext4', id: bytes(1024 + 0x68, 16) };
  if (bytes(1024, 4) === '1020f5f2') return { kind: 'f2fs', id: bytes(1024 + 108, 16) };
  return { kind: /^(?:(?:00)*|(?:ff)*)$/.test(hex) ? 'blank' : 'other' };
}

/** Why no new file system is shown, or undefined when one is. A head that could not be read before shows nothing either. */
export function noNewFileSystem(before: Head, after: Head): string | undefined {
  if (before.kind === 'unread' || after.kind === 'unread') return 'the raw partition could not be read';
  if (after.kind !== 'ext4' && after.kind !== 'f2fs') return 'no file system stands on the raw partition';
  if (/^0*$/.test(after.id)) return 'the file system has no number of its own';
  return 'id' in before && before.id === after.id ? 'the file system is the one from before' : undefined;
}
