/** The files that PROFILES.md has readers write, as they stand there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** By the name that stands before each. */
export async function documentFiles(): Promise<Map<string, string>> {
  const text = await readFile(join(import.meta.dirname, '../../PROFILES.md'), 'utf8');
  return new Map(
    [...text.matchAll(/^`([\w./-]+)`:\n\n```json\n([\s\S]*?)^```/gm)].map(([, name = '', json = '']) => [name, json]),
  );
}
