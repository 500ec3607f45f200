/** `wipebench ledger`: the log of all certificates of this bench. Reads only; a wipe is what appends. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { Fault } from '../../faults/fault.ts';
import { defaultFolders } from '../../host/folders.ts';
import type { Store, StoredEntry } from '../../ledger/store.ts';
import { table } from '../../report/table.ts';
import { plainText } from '../../report/terminal-text.ts';
import { type CommonOptions, withOutputOptions, withSettingsOption } from '../common-options.ts';
import { openOutput } from '../output.ts';
import { loadSettings, settingsPath } from '../settings-file.ts';
import { keysFolder } from './keys.ts';

interface LedgerOptions extends CommonOptions {
  readonly ledger?: string;
  readonly config?: string;
  readonly keys?: string;
}

interface ListOptions extends LedgerOptions {
  readonly result?: string;
  readonly kind?: string;
  readonly profile?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
}

interface CheckCommandOptions extends LedgerOptions {
  readonly trust?: string[];
  readonly since?: string[];
}

/** The option, else the settings file, else the default place. */
export async function ledgerFile(options: LedgerOptions): Promise<string> {
  if (options.ledger !== undefined) return options.ledger;
  const settled = options.config !== undefined || existsSync(settingsPath(undefined));
  return settled ? (await loadSettings(options)).ledger : join(defaultFolders(process.env).data, 'ledger.sqlite');
}

async function withStore<T>(options: LedgerOptions, act: (store: Store, path: string) => Promise<T>): Promise<T> {
  const { openSqliteStore } = await import('../../ledger/sqlite-store.ts');
  const path = await ledgerFile(options);
  const store = await openSqliteStore(path, null);
  try {
    return await act(store, path);
  } finally {
    await store.close();
  }
}

const entryObject = ({ index, certificateId, issuedAt, result, kind, profile }: StoredEntry) => ({
  ...{ index, certificateId, issuedAt, result, kind, profile },
});

async function list(options: ListOptions): Promise<void> {
  const output = openOutput(options);
  const { result, kind, profile, since, until, limit } = options;
  const search = Object.fromEntries(
    Object.entries({ result: result?.toUpperCase(), kind, profile, since, until, limit }).filter(([, value]) => value),
  );
  const { entries, size } = await withStore(options, async (store) => ({
    entries: await store.search(search),
    size: (await store.head()).size,
  }));
  for (const entry of entries) output.emit({ type: 'entry', ...entryObject(entry) });
  if (entries.length > 0) {
    output.say(
      table(entries, [
        { title: 'RESULT', max: 14, cell: (entry) => entry.result },
        { title: 'KIND', max: 10, cell: (entry) => entry.kind },
        { title: 'ISSUED', max: 24, cell: (entry) => entry.issuedAt },
        { title: 'PROFILE', max: 24, cell: (entry) => entry.profile },
        { title: 'CERTIFICATE', max: 64, cell: (entry) => entry.certificateId },
        { title: 'ENTRY', max: 16, cell: (entry) => String(entry.index) },
      ]),
    );
  }
  output.note(`${entries.length} of ${size} entries, not checked; \`wipebench ledger check\` checks them.`);
  output.emit({ type: 'summary', shown: entries.length, size });
}

async function show(id: string, options: LedgerOptions): Promise<void> {
  const { openDocumentUnchecked } = await import('../../certificate/any-document.ts');
  const { documentContent, documentLines } = await import('./document-text.ts');
  const output = openOutput(options);
  const entry = await withStore(options, (store) => store.find(id));
  if (entry === null) throw new Fault('USAGE_ARGUMENT', `No certificate ${plainText(id, 64)} is in the ledger.`);
  // The ledger never holds disclosures, so identifiers are withheld here whatever the certificate file shows.
  const opened = openDocumentUnchecked(`${entry.jws}~`);
  output.say(`NOT CHECKED: as it stands in the ledger; \`wipebench ledger check\` checks all of it.`);
  output.say(`${documentLines(opened)}\nEntry        ${entry.index}`);
  output.emit({ type: 'entry', checked: false, ...entryObject(entry), jws: entry.jws, ...documentContent(opened) });
  output.emit({ type: 'summary', shown: 1 });
}

async function check(options: CheckCommandOptions): Promise<void> {
  const { checkLedger } = await import('../../ledger/check.ts');
  const { rememberedFile } = await import('../../ledger/remembered.ts');
  const { readFileBounded } = await import('../../host/files.ts');
  const { verifyDocument } = await import('../../certificate/any-document.ts');
  const { publicKeyFiles } = await import('../../certificate/key-file.ts');
  const { readTrustedKeys } = await import('../../certificate/trusted-keys.ts');
  const output = openOutput(options);
  const trusted = await readTrustedKeys(options.trust ?? (await publicKeyFiles(await keysFolder(options))));
  const since = await Promise.all(
    (options.since ?? []).map(async (path) => ({
      name: `the checkpoint in ${plainText(path)}`,
      note: Buffer.from(await readFileBounded(path, 64 * 1024)).toString('utf8'),
    })),
  );
  const report = await withStore(options, async (store, path) =>
    checkLedger(store, {
      remembered: await rememberedFile(path).read(),
      since,
      keys: [...trusted.values()],
      verifyEntry: (jws) => verifyDocument(`${jws}~`, trusted),
    }),
  );
  for (const problem of report.problems) output.emit({ type: 'problem', text: problem });
  if (report.problems.length > 0) {
    throw new Fault('LEDGER_CORRUPT', `The ledger is damaged or was changed:\n- ${report.problems.join('\n- ')}`, {
      hint: 'Do not append to it. Restore the ledger and its .checkpoint file from the same backup, and check again.',
    });
  }
  const tail = report.unremembered > 0 ? `\n${report.unremembered} newer than the remembered checkpoint.` : '';
  output.say(`WHOLE: all ${report.size} entries are there and unchanged.\nRoot  ${report.root}${tail}`);
  output.emit({ type: 'summary', size: report.size, root: report.root, unremembered: report.unremembered });
}

function withLedgerOption(command: Command): Command {
  return withSettingsOption(withOutputOptions(command)).option('--ledger <file>', 'the ledger');
}

const collect = (path: string, before: string[] = []) => [...before, path];

function count(text: string): number {
  const number = Number(text);
  if (!/^\d{1,4}$/.test(text) || number < 1 || number > 1000) {
    throw new Fault('USAGE_ARGUMENT', `${plainText(text, 20)} is not a number from 1 to 1000.`);
  }
  return number;
}

export function ledgerCommand(): Command {
  const command = new Command('ledger').description('list, show and check the log of all certificates');
  withLedgerOption(command.command('list'))
    .description('newest certificates first')
    .option(
      '--result <result>',
      'only PASS, UNVERIFIED, FAIL, DESTROY-RECORD, QC-CLEAN, QC-FOUND, QC-NOT-CHECKED, APPROVED or REJECTED',
    )
    .option('--kind <kind>', 'only phone, tablet, virtual, …')
    .option('--profile <id>', 'only this profile')
    .option('--since <time>', 'issued at or after, ISO 8601')
    .option('--until <time>', 'issued before, ISO 8601')
    .option('--limit <count>', 'at most so many', count, 100)
    .addHelpText(
      'after',
      '\nExamples:\n  wipebench ledger list\n  wipebench ledger list --result fail --since 2026-01-01',
    )
    .action(list);
  withLedgerOption(command.command('show'))
    .argument('<id>', 'certificate id')
    .description('what the ledger holds of one certificate')
    .addHelpText('after', '\nExample:\n  wipebench ledger show 018d3f00-0000-7000-8000-000000000001')
    .action(show);
  withLedgerOption(command.command('check'))
    .description('recompute everything; exit code 20 when anything was changed, removed, reordered or inserted')
    .option('--keys <folder>', 'folder of the signing key; every .pub file in it is trusted')
    .option(
      '--trust <key>',
      'public key instead; may be given several times (old keys, and those of persons who check or decide)',
      collect,
    )
    .option('--since <file>', 'a checkpoint kept elsewhere that the log must continue; may be repeated', collect)
    .addHelpText(
      'after',
      '\nExamples:\n  wipebench ledger check\n  wipebench ledger check --since /media/usb/ledger.checkpoint',
    )
    .action(check);
  return command;
}
