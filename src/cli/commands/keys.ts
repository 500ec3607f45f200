/** `wipebench keys`: makes the signing key of this bench, and shows its public half. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
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
  readonly config?: string;
}

/** The option, else the settings file, else the default folder. */
export async function keysFolder(options: KeysOptions): Promise<string> {
  if (options.keys !== undefined) return options.keys;
  const settled = options.config !== undefined || existsSync(settingsPath(undefined));
  return settled ? (await loadSettings(options)).keys : join(defaultFolders(process.env).config, 'keys');
}

async function init(options: KeysOptions & PassphraseOptions & { passphrase: boolean }): Promise<void> {
  const { createStationKey, keyPaths } = await import('../../certificate/key-file.ts');
  const { systemRandom } = await import('../../host/random.ts');
  const output = openOutput(options);
  const folder = await keysFolder(options);
  if (existsSync(keyPaths(folder).privateKey)) {
    throw new Fault('USAGE_ARGUMENT', `There is a signing key in ${folder} already, and a key is never replaced.`, {
      hint: 'Choose another folder with --keys.',
    });
  }
  const passphrase = await newPassphrase(options);
  const { kid, paths } = await createStationKey(folder, passphrase, systemRandom);
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
  const { keyPaths, readStationPublicKey } = await import('../../certificate/key-file.ts');
  const { thumbprint } = await import('../../certificate/signer.ts');
  const { ledgerOrigin } = await import('../../ledger/checkpoint.ts');
  const { verifierKey } = await import('../../ledger/signed-note.ts');
  const output = openOutput(options);
  const folder = await keysFolder(options);
  const key = await readStationPublicKey(folder);
  const kid = thumbprint(key);
  const pem = key.export({ format: 'pem', type: 'spki' }).toString();
  const logKey = verifierKey(ledgerOrigin(kid), key);
  output.say(
    `Key id      ${kid}\nPublic key  ${keyPaths(folder).publicKey}\nLog key     ${logKey}\n\n${pem.trimEnd()}`,
  );
  output.emit({ type: 'key', kid, publicKey: keyPaths(folder).publicKey, pem, logKey });
  output.emit({ type: 'summary', keys: 1 });
}

function withKeysOption(command: Command): Command {
  return withSettingsOption(withOutputOptions(command)).option('--keys <folder>', 'folder of the signing key');
}

export function keysCommand(): Command {
  const command = new Command('keys').description('make and show the signing key');
  withPassphraseOptions(withKeysOption(command.command('init')))
    .description('make the Ed25519 key that signs certificates and the ledger')
    .option('--no-passphrase', 'leave the key unprotected; for automated tests only')
    .addHelpText(
      'after',
      '\nExamples:\n  wipebench keys init\n  wipebench keys init --keys ./keys --passphrase-file ./passphrase\n' +
        '  pass show bench | wipebench keys init --passphrase-fd 0',
    )
    .action(init);
  withKeysOption(command.command('show'))
    .description('show the public key, to give to those who check certificates')
    .addHelpText('after', '\nExamples:\n  wipebench keys show\n  wipebench keys show --json')
    .action(show);
  return command;
}
