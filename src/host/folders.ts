/** Where settings, keys and records live: the XDG base directories (freedesktop.org basedir-spec 0.8). */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export interface Folders {
  /** Settings and keys. */
  readonly config: string;
  /** Ledger, certificates, journals. */
  readonly data: string;
}

/** The specification says to ignore relative values of the variables. */
export function defaultFolders(env: Readonly<Record<string, string | undefined>>): Folders {
  const home = env['HOME'] ?? homedir();
  const base = (name: string, fallback: string) => {
    const value = env[name];
    return join(value && isAbsolute(value) ? value : join(home, fallback), 'wipebench');
  };
  return { config: base('XDG_CONFIG_HOME', '.config'), data: base('XDG_DATA_HOME', join('.local', 'share')) };
}
