/** How the passphrase of the signing key reaches the program: a terminal, a descriptor, a private file; never argv. */
import type { Command } from 'commander';
import { readPassphrase } from '../certificate/passphrase.ts';
import { Fault } from '../faults/fault.ts';

export interface PassphraseOptions {
  readonly passphraseFd?: number;
  readonly passphraseFile?: string;
}

function descriptor(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new Fault('USAGE_ARGUMENT', `${text} is no file descriptor.`);
  return Number(text);
}

export function withPassphraseOptions(command: Command): Command {
  return command
    .option('--passphrase-fd <number>', 'read the passphrase of the signing key from this open descriptor', descriptor)
    .option('--passphrase-file <file>', 'read it from this file, which only its owner may read');
}

export function askPassphrase(
  options: PassphraseOptions,
  question = 'Passphrase of the signing key: ',
): Promise<string> {
  const source = {
    ...(options.passphraseFd === undefined ? {} : { fd: options.passphraseFd }),
    ...(options.passphraseFile === undefined ? {} : { file: options.passphraseFile }),
  };
  return readPassphrase(source, { input: process.stdin, output: process.stderr }, question);
}

/** To be said when such a key is made, and at each use. */
export const UNPROTECTED_WARNING =
  'WARNING: the signing key has no passphrase. Whoever can read the file can sign in your name. For automated tests only.';

/**
 * The passphrase for a new key: asked for twice on a terminal; null with `--no-passphrase`.
 * @throws Fault `USAGE_ARGUMENT` when the two differ; no key was made then
 */
export async function newPassphrase(
  options: PassphraseOptions & { readonly passphrase: boolean },
): Promise<string | null> {
  if (!options.passphrase) return null;
  const first = await askPassphrase(options, 'New passphrase for the signing key: ');
  if (options.passphraseFd !== undefined || options.passphraseFile !== undefined) return first;
  if ((await askPassphrase(options, 'The same passphrase again: ')) === first) return first;
  throw new Fault('USAGE_ARGUMENT', 'The two passphrases differ; no key was made.');
}
