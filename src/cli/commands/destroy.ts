/** `wipebench destroy`: a signed record that a person states to have destroyed a phone that nothing else could be done to. */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { destroyRecordOf } from '../../certificate/destroy-claims.ts';
import { sealDestroyRecord } from '../../certificate/destroy-document.ts';
import { issueSealed } from '../../certificate/issue.ts';
import { typedIdentity, typedTrouble } from '../../decide/by-hand-plan.ts';
import { EXIT } from '../../faults/exit-codes.ts';
import { Fault } from '../../faults/fault.ts';
import { systemClock } from '../../host/clock.ts';
import { digestFile } from '../../host/file-digest.ts';
import { safeFileName } from '../../host/files.ts';
import { systemRandom } from '../../host/random.ts';
import type { Confirmed } from '../../model/about-certificate.ts';
import { DESTROY_TECHNIQUES, type DestroyTechnique, MAX_PHOTOS, type Photo } from '../../model/destroy-record.ts';
import { type AssetOptions, assetOf, withAssetOptions } from '../asset-options.ts';
import { type TypedPhoneOptions, typedPhone, withTypedPhoneOptions } from '../by-hand-options.ts';
import { withOutputOptions } from '../common-options.ts';
import { confirmed } from '../confirmed.ts';
import { lastCharacters } from '../consent.ts';
import { withPassphraseOptions } from '../passphrase-options.ts';
import { organisationOf } from '../person.ts';
import { type StationRunOptions, type StationTools, withStationTools } from '../run-tools.ts';
import { withSettingsOptions } from '../settings-options.ts';
import { isoDay } from '../typed-values.ts';
import { destroyLines } from './destroy-text.ts';

interface DestroyOptions extends StationRunOptions, AssetOptions, TypedPhoneOptions {
  readonly method: DestroyTechnique;
  readonly particleMm?: number;
  readonly words: string;
  readonly witness: string;
  readonly reason?: string;
  readonly facility?: string;
  readonly date?: string;
  readonly photo?: readonly string[];
  readonly yes?: boolean;
}

function usage(message: string): Fault {
  return new Fault('USAGE_ARGUMENT', message);
}

/** By which number this device is named: also what the operator types once more. @throws Fault `USAGE_ARGUMENT` */
function nameOf(options: DestroyOptions): string {
  const phone = typedPhone(options);
  const name = phone.serial ?? phone.imeis[0] ?? options.assetTag?.trim();
  if (!name) throw usage('Say which device it was: --imei, --serial or --asset-tag.');
  const trouble = phone.serial === undefined && phone.imeis.length === 0 ? undefined : typedTrouble(phone);
  if (trouble !== undefined) throw usage(trouble);
  return name;
}

function demandSense(options: DestroyOptions, operator: string, today: string): void {
  const { words, witness, date, photo = [] } = options;
  if (words.trim() === '') throw usage('Say with --words what was done.');
  if (witness.trim() === '') throw usage('Say with --witness who saw it.');
  if (witness.trim().toLowerCase() === operator.trim().toLowerCase()) {
    throw usage('The witness must be somebody else than the operator who states it.');
  }
  if (photo.length > MAX_PHOTOS) throw usage(`At most ${MAX_PHOTOS} photos.`);
  if (date !== undefined && date > today) throw usage(`${date} is not over yet.`);
}

function confirm(name: string, { yes }: DestroyOptions, signal: AbortSignal): Promise<Confirmed> {
  const word = lastCharacters(name);
  const question =
    'You state that this device was destroyed, before a witness; no program can check it, and it is signed as your word.\n' +
    `Type the last ${word.length} characters of its number: `;
  return confirmed({ question, word, yes: yes ?? false }, signal);
}

/** The path of a picture names people and projects: it is kept nowhere. */
async function photosOf(paths: readonly string[], signal: AbortSignal): Promise<Photo[]> {
  const photos: Photo[] = [];
  for (const path of paths) photos.push({ name: safeFileName(basename(path)), ...(await digestFile(path, signal)) });
  return photos;
}

async function destroy(options: DestroyOptions, tools: StationTools): Promise<number> {
  const { station, output, signal } = tools;
  const { settings, signer, ledger } = station;
  const name = nameOf(options);
  demandSense(options, settings.operator.name, systemClock.now().toISOString().slice(0, 10));
  const photos = await photosOf(options.photo ?? [], signal);
  const confirmation = await confirm(name, options, signal);
  const { particleMm, reason, facility, date } = options;
  const record = destroyRecordOf({
    id: randomUUID(),
    issuedAt: systemClock.now().toISOString(),
    identity: typedIdentity(typedPhone(options)),
    technique: options.method,
    ...(particleMm === undefined ? {} : { particleMillimetres: particleMm }),
    words: options.words,
    witness: options.witness,
    ...(reason === undefined ? {} : { reason }),
    ...(facility === undefined ? {} : { facility }),
    ...(date === undefined ? {} : { on: date }),
    photos,
    settings: organisationOf(settings),
    asset: assetOf(options),
    confirmed: confirmation,
  });
  const issued = await issueSealed({
    id: record.id,
    sealed: await sealDestroyRecord(record, signer, systemRandom),
    ending: 'destroy',
    disclose: 'all',
    ledger,
    folder: settings.certificates,
    fileStem: record.id,
  });
  const { certificatePath, proofPath, receipt } = issued;
  output.say(`${destroyLines(record)}\n\nrecord       ${certificatePath}\nproof        ${proofPath}`);
  output.emit({ type: 'destroy-record', path: certificatePath, proof: proofPath, index: receipt.index, record });
  output.emit({ type: 'summary', document: 'destroy-record', id: record.id, path: certificatePath, exit: EXIT.ok });
  return EXIT.ok;
}

function millimetres(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0 || value > 1000) {
    throw usage(`${text} is no size in millimetres.`);
  }
  return value;
}

const collect = (path: string, before: readonly string[] = []) => [...before, path];

export function destroyCommand(): Command {
  const command = new Command('destroy').description(
    'a signed record that a dead phone was destroyed: what a person states, and never a certificate of erasure',
  );
  const general = withPassphraseOptions(withSettingsOptions(withOutputOptions(command)));
  return withTypedPhoneOptions(withAssetOptions(general))
    .addOption(
      new Option('--method <technique>', 'how it was destroyed').choices(DESTROY_TECHNIQUES).makeOptionMandatory(),
    )
    .option('--particle-mm <size>', 'largest edge of what was left, in millimetres', millimetres)
    .requiredOption('--words <text>', 'what was done, in your words')
    .requiredOption('--witness <name>', 'who saw it; not the operator')
    .option('--facility <name>', 'where')
    .option('--reason <text>', 'why it could not be wiped')
    .option('--date <day>', 'when, as 2026-01-31', isoDay)
    .option('--photo <file>', 'a picture of it; only its digest and size are kept; may be repeated', collect)
    .option('--yes', 'no question')
    .addHelpText(
      'after',
      '\nExample:\n  wipebench destroy --imei 490154203237518 --method shred --particle-mm 10 \\\n' +
        '    --words "Taken apart, battery out, board shredded" --witness "Grace Example" --photo board.jpg',
    )
    .action((options: DestroyOptions) => withStationTools(options, (tools) => destroy(options, tools)));
}
