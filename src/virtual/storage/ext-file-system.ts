/** Real ext4 file systems without mounting them: mke2fs -d to make, debugfs to read out and to change. */
import { mkdir, open } from 'node:fs/promises';
import { runTool } from './tool.ts';

const MAGIC_OFFSET = 0x438;
const MAGIC = 0xef53;

/** True when there is an ext4 superblock at byte 1024. */
export async function hasExtFileSystem(node: string): Promise<boolean> {
  const handle = await open(node, 'r');
  try {
    const magic = Buffer.alloc(2);
    await handle.read(magic, 0, 2, MAGIC_OFFSET);
    return magic.readUInt16LE(0) === MAGIC;
  } finally {
    await handle.close();
  }
}

/** Formats `node` and fills it with the content of `tree`. Blocks that the file system does not use are not touched. */
export async function makeExtFileSystem(node: string, tree: string, label: string): Promise<void> {
  const options = 'nodiscard,lazy_itable_init=1,lazy_journal_init=1,root_owner=0:0';
  await runTool('mke2fs', [
    '-q',
    '-F',
    '-t',
    'ext4',
    '-b',
    '4096',
    '-m',
    '0',
    '-L',
    label,
    '-E',
    options,
    '-d',
    tree,
    node,
  ]);
}

/** Copies the whole file system at `node` into the folder `tree`, which is made. */
export async function readOutExtFileSystem(node: string, tree: string): Promise<void> {
  await mkdir(tree, { recursive: true, mode: 0o700 });
  await runTool('debugfs', ['-R', `rdump / ${quoted(tree)}`, node]);
}

/** Runs debugfs commands, one per line, on the file system. Failures of single commands show as a stale file. */
export async function changeExtFileSystem(node: string, commands: readonly string[]): Promise<void> {
  if (commands.length === 0) return;
  await runTool('debugfs', ['-w', '-f', '-', node], { input: `${commands.join('\n')}\n` });
}

/** A debugfs argument; its parser (libss) doubles quotes inside quotes. Line breaks cannot be expressed at all. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
