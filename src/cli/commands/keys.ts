/** `wipebench keys`: makes the signing key of this bench, and shows its public half. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { KeyPaths } from '../../certificate/key-file.ts';
import { Fault } from '../../faults/fault.ts';
import { defaultFolders } from '../../host/folders.ts';
import { type CommonOptions, withOutputOptions, withSettingsOption } from '../common-options.ts';
import { openOutput } from '../output.ts';
import {
  newPassphrase,
  type PassphraseOptions,
  UNPROTECTED_WARNING,
  withPassphraseOptions,
} from '../passphrase-options.ts';
import { loadSettings, settingsPath } from '../settings-file.ts';

interface KeysOptions extends CommonOptions {
  readonly keys?: string;
  /** The key of a second person, in a file of its own. */
  readonly key?: string;
  readonly config?: string;
}

/** The option, else the settings file, else the default folder. */
export async function keysFolder(options: KeysOptions): Promise<string> {
  if (options.keys !== undefined) return options.keys;
  const settled = options.config !== undefined || existsSync(settingsPath(undefined));
  return settled ? (await loadSettings(options)).keys : join(defaultFolders(process.env).config, 'keys');
}

async function pathsOf(options: KeysOptions): Promise<KeyPaths> {
  const { keyFilePaths, keyPaths } = await import('../../certificate/key-file.ts');
  if (options.key !== undefined && options.keys !== undefined) {
    throw new Fault(
      'USAGE_ARGUMENT',
      'Either --keys FOLDER for the key of the bench, or --key FILE for that of a person.',
    );
  }
  if (options.key?.endsWith('.pub')) {
    throw new Fault('USAGE_ARGUMENT', '--key names the private key; its public half is the same name with .pub.');
  }
  return options.key === undefined ? keyPaths(await keysFolder(options)) : keyFilePaths(options.key);
}

async function init(options: KeysOptions & PassphraseOptions & { passphrase: boolean }): Promise<void> {
  const { createKey } = await import('../../certificate/key-file.ts');
  const { systemRandom } = await import('../../host/random.ts');
  const output = openOutput(options);
  const paths = await pathsOf(options);
  if (existsSync(paths.privateKey)) {
    throw new Fault(
      'USAGE_ARGUMENT',
      `There is a signing key ${paths.privateKey} already, and a key is never replaced.`,
      {
        hint: 'Choose another place with --keys or --key.',
      },
    );
  }
  const passphrase = await newPassphrase(options);
  const { kid } = await createKey(paths, passphrase, systemRandom);
  output.say(
    [
      'Signing key made.',
      `Key id       ${kid}`,
      `Private key  ${paths.privateKey}   (keep a copy in a safe place; nobody can make it again)`,
      `Public key   ${paths.publicKey}   (give it to everybody who checks your certificates)`,
    ].join('\n'),
  );
  if (passphrase === null) {
    output.note(UNPROTECTED_WARNING);
  }
  output.emit({ type: 'key', kid, protected: passphrase !== null, ...paths });
  output.emit({ type: 'summary', keys: 1 });
}

async function show(options: KeysOptions): Promise<void> {
  const { readPublicKey } = await import('../../certificate/key-file.ts');
  const { thumbprint } = await import('../../certificate/signer.ts');
  const { ledgerOrigin } = await import('../../ledger/checkpoint.ts');
  const { verifierKey } = await import('../../ledger/signed-note.ts');
  const output = openOutput(options);
  const { publicKey } = await pathsOf(options);
  const key = await readPublicKey(publicKey);
  const kid = thumbprint(key);
  const pem = key.export({ format: 'pem', type: 'spki' }).toString();
  const logKey = verifierKey(ledgerOrigin(kid), key);
  output.say(`Key id      ${kid}\nPublic key  ${publicKey}\nLog key     ${logKey}\n\n${pem.trimEnd()}`);
  output.emit({ type: 'key', kid, publicKey, pem, logKey });
  output.emit({ type: 'summary', keys: 1 });
}

function withKeysOption(command: Command): Command {
  return withSettingsOption(withOutputOptions(command))
    .option('--keys <folder>', 'folder of the signing key')
    .option('--key <file>', 'the key of a second person, who checks or decides; its public half goes beside it');
}

export function keysCommand(): Command {
  const command = new Command('keys').description('make and show the signing key');
  withPassphraseOptions(withKeysOption(command.command('init')))
    .description('make the Ed25519 key that signs certificates and the ledger')
    .option('--no-passphrase', 'leave the key unprotected; for automated tests only')
    .addHelpText(
      'after',
      '\nExamples:\n  wipebench keys init\n  wipebench keys init --keys ./keys --passphrase-file ./passphrase\n' +
        '  pass show bench | wipebench keys init --passphrase-fd 0\n  wipebench keys init --key grace.key',
    )
    .action(init);
  withKeysOption(command.command('show'))
    .description('show the public key, to give to those who check certificates')
    .addHelpText('after', '\nExamples:\n  wipebench keys show\n  wipebench keys show --json')
    .action(show);
  return command;
}
