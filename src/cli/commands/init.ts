/** `wipebench init`: the few things a first run needs, the signing key, one settings file, and what to type next. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { createStationKey, keyPaths } from '../../certificate/key-file.ts';
import { Fault } from '../../faults/fault.ts';
import { ensureFolder, writeFileAtomic } from '../../host/files.ts';
import { defaultFolders } from '../../host/folders.ts';
import { systemRandom } from '../../host/random.ts';
import { type Settings, settingsSchema } from '../../model/settings.ts';
import { type CommonOptions, withOutputOptions, withSettingsOption } from '../common-options.ts';
import { openOutput } from '../output.ts';
import {
  newPassphrase,
  type PassphraseOptions,
  UNPROTECTED_WARNING,
  withPassphraseOptions,
} from '../passphrase-options.ts';
import { parseLevel, settingsPath } from '../settings-file.ts';

interface InitOptions extends CommonOptions, PassphraseOptions {
  readonly config?: string;
  readonly organisation?: string;
  readonly site?: string;
  readonly operatorId?: string;
  readonly operatorName?: string;
  readonly operatorTitle?: string;
  readonly require?: string;
  readonly data?: string;
  readonly keys?: string;
  /** Commander sets it to false for `--no-passphrase`. */
  readonly passphrase: boolean;
}

interface Question {
  readonly option: string;
  readonly words: string;
  readonly given: string | undefined;
  readonly fallback?: string;
}

/** On a terminal each open question is asked; without one it must be an option. */
async function answers(questions: readonly Question[]): Promise<Record<string, string>> {
  const open = questions.filter(({ given }) => given === undefined);
  const terminal = process.stdin.isTTY === true;
  const missing = open.filter(({ fallback }) => fallback === undefined).map(({ option }) => `--${option}`);
  if (!terminal && missing.length > 0) {
    throw new Fault('USAGE_ARGUMENT', `Without a terminal these options are needed: ${missing.join(', ')}.`);
  }
  const known = Object.fromEntries(questions.map(({ option, given, fallback }) => [option, given ?? fallback ?? '']));
  if (!terminal) return known;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for (const { option, words, fallback } of open) {
      const answer = await lines.question(fallback === undefined ? `${words}: ` : `${words} [${fallback}]: `);
      if (answer.trim() !== '') known[option] = answer.trim();
    }
    return known;
  } finally {
    lines.close();
  }
}

async function run(options: InitOptions): Promise<void> {
  const output = openOutput(options);
  const path = resolve(settingsPath(options.config));
  if (existsSync(path)) {
    throw new Fault('USAGE_ARGUMENT', `${path} exists already; it was left as it is.`, {
      hint: 'Edit that file, or pass --config FILE for a second set of settings.',
    });
  }
  const answer = await answers([
    { option: 'organisation', words: 'Organisation', given: options.organisation },
    { option: 'site', words: 'Site (town, building)', given: options.site },
    { option: 'operator-id', words: 'Operator id (such as a staff number)', given: options.operatorId },
    { option: 'operator-name', words: 'Operator name', given: options.operatorName },
    {
      option: 'require',
      words: 'What counts as success: evidence level',
      given: options.require,
      fallback: 'STATISTICAL',
    },
  ]);
  const data = resolve(options.data ?? defaultFolders(process.env).data);
  const keys = resolve(options.keys ?? join(dirname(path), 'keys'));
  const draft = {
    version: 1,
    organisation: answer['organisation'],
    site: answer['site'],
    operator: {
      id: answer['operator-id'],
      name: answer['operator-name'],
      ...(options.operatorTitle === undefined ? {} : { title: options.operatorTitle }),
    },
    requiredLevel: parseLevel(answer['require'] ?? ''),
    certificates: join(data, 'certificates'),
    journals: join(data, 'journals'),
    keys,
    ledger: join(data, 'ledger.sqlite'),
  };
  const parsed = settingsSchema.safeParse(draft);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Fault('USAGE_ARGUMENT', `${problems.join('\n')}\nNothing was written.`);
  }
  await finish(parsed.data, path, options, output);
}

async function finish(
  settings: Settings,
  path: string,
  options: InitOptions,
  output: ReturnType<typeof openOutput>,
): Promise<void> {
  const existing = existsSync(keyPaths(settings.keys).privateKey);
  let kid: string | null = null;
  if (existing) output.note(`Using the signing key that is already in ${settings.keys}.`);
  else kid = (await createStationKey(settings.keys, await newPassphrase(options), systemRandom)).kid;
  for (const folder of [dirname(path), settings.certificates, settings.journals]) await ensureFolder(folder);
  await writeFileAtomic(path, `${JSON.stringify(settings, null, 2)}\n`);
  const { publicKey } = keyPaths(settings.keys);
  if (!options.passphrase && !existing) {
    output.note(UNPROTECTED_WARNING);
  }
  output.say(
    [
      `Settings      ${path}`,
      `Signing key   ${settings.keys}`,
      `Certificates  ${settings.certificates}`,
      '',
      `Give the file ${publicKey} to everybody who shall check your certificates.`,
      'Next: wipebench detect',
    ].join('\n'),
  );
  output.emit({ type: 'init', config: path, keys: settings.keys, publicKey, kid });
  output.emit({ type: 'summary', exit: 0 });
}

export function initCommand(): Command {
  const command = new Command('init').description('settings and signing key for this bench; asks a few things');
  return withPassphraseOptions(withSettingsOption(withOutputOptions(command)))
    .option('--organisation <name>', 'who wipes')
    .option('--site <name>', 'where')
    .option('--operator-id <id>', 'staff number or the like; stands on every certificate')
    .option('--operator-name <name>', 'name; can be left out when a certificate is passed on')
    .option('--operator-title <title>', 'position')
    .option('--require <level>', 'evidence level that counts as success (default STATISTICAL)')
    .option('--data <folder>', 'where certificates, journals and the ledger go')
    .option('--keys <folder>', 'where the signing key goes')
    .option('--no-passphrase', 'leave the signing key unprotected; for CI only')
    .addHelpText(
      'after',
      '\nExamples:\n  wipebench init\n  wipebench init --organisation "Re Phone" --site Ghent --operator-id t7 \\\n' +
        '    --operator-name "T. Seven" --passphrase-file ./passphrase --json',
    )
    .action(run);
}
