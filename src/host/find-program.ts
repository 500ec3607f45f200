/** Where a program is, as the shell would find it, without starting a shell. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Debian keeps mke2fs and friends there, and ordinary users do not have it in PATH. */
const ALSO = ['/usr/sbin', '/sbin'];

export function findProgram(name: string, path: string = process.env['PATH'] ?? ''): string | undefined {
  const places = isAbsolute(name) ? [name] : [...path.split(delimiter), ...ALSO].map((folder) => join(folder, name));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return statSync(place).isFile();
    } catch {
      return false;
    }
  });
}
