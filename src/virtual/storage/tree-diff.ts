/** What changed in a file tree since the last look, as debugfs commands that repeat it in a file system. */
import { lstat, readdir, readlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { quoted } from './ext-file-system.ts';

interface Entry {
  readonly kind: 'folder' | 'file' | 'link';
  /** Differs whenever content or mode may differ. */
  readonly stamp: string;
  readonly target: string;
}
export type TreeSnapshot = ReadonlyMap<string, Entry>;

/** Every folder, file and link below `root`, by path with a leading slash. Sockets and pipes are left out. */
export async function snapshotTree(root: string): Promise<TreeSnapshot> {
  const found = new Map<string, Entry>();
  const visit = async (folder: string): Promise<void> => {
    const names = await readdir(join(root, folder)).catch(() => []);
    for (const name of names.toSorted()) {
      const path = `${folder}/${name}`;
      if (path === '/lost+found') continue;
      const info = await lstat(join(root, path)).catch(() => undefined);
      if (info === undefined) continue;
      if (info.isDirectory()) {
        found.set(path, { kind: 'folder', stamp: String(info.mode), target: '' });
        await visit(path);
      } else if (info.isFile()) {
        const stamp = `${info.ino} ${info.size} ${info.mtimeMs} ${info.ctimeMs}`;
        found.set(path, { kind: 'file', stamp, target: '' });
      } else if (info.isSymbolicLink()) {
        const target = await readlink(join(root, path));
        found.set(path, { kind: 'link', stamp: target, target });
      }
    }
  };
  await visit('');
  return found;
}

/** A name with a line break cannot be said to debugfs; such a file lives in the tree only. */
function sayable(path: string): boolean {
  return !/[\n\r]/.test(path);
}

/** The debugfs commands from one snapshot to the other; file content is read from below `root`. */
export function debugfsCommands(root: string, before: TreeSnapshot, after: TreeSnapshot): string[] {
  const commands: string[] = [];
  const gone = [...before].filter(([path, entry]) => {
    const now = after.get(path);
    return (
      sayable(path) &&
      (now === undefined || now.kind !== entry.kind || (now.stamp !== entry.stamp && now.kind !== 'folder'))
    );
  });
  // Deepest first: a folder must be empty before it can go.
  for (const [path, entry] of gone.toReversed()) {
    commands.push(`${entry.kind === 'folder' ? 'rmdir' : 'rm'} ${quoted(path)}`);
  }
  for (const [path, entry] of after) {
    const old = before.get(path);
    if (!sayable(path) || (old?.kind === entry.kind && (old.stamp === entry.stamp || entry.kind === 'folder')))
      continue;
    // `write` and `symlink` take the new name as one component in the current folder.
    commands.push(`cd ${quoted(dirname(path))}`);
    const name = quoted(basename(path));
    if (entry.kind === 'folder') commands.push(`mkdir ${name}`);
    else if (entry.kind === 'file') commands.push(`write ${quoted(join(root, path))} ${name}`);
    else commands.push(`symlink ${name} ${quoted(entry.target)}`);
  }
  return commands;
}
