/**
 * Everything that must be ready before a phone is touched: settings, an unlocked key, the ledger, folders that take a
 * file. What fails here fails before any harm.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { resumeIssuing } from '../certificate/issue.ts';
import { keyPaths, openKeySigner, type StationSigner } from '../certificate/key-file.ts';
import { Fault } from '../faults/fault.ts';
import { ensureFolder } from '../host/files.ts';
import { freeBytes } from '../host/free-space.ts';
import { type Lock, tryLock } from '../host/lock.ts';
import { type Ledger, openLedger } from '../ledger/ledger.ts';
import type { Settings } from '../model/settings.ts';
import type { Output } from './output.ts';
import { askPassphrase, type PassphraseOptions, UNPROTECTED_WARNING } from './passphrase-options.ts';
import { loadSettings } from './settings-file.ts';
import type { SettingsOptions } from './settings-options.ts';

export interface Station {
  readonly settings: Settings;
  readonly signer: StationSigner;
  readonly ledger: Ledger;
  journalPath(runId: string): string;
  /** @throws Fault `PLAN_REFUSED` when another process of this station works on the seat */
  holdSeat(seat: string): Lock;
  close(): Promise<void>;
}

/** A run writes some hundred kilobytes; with less than this the wipe does not start. */
const NEEDED_BYTES = 16 * 1024 * 1024;

export interface StationOptions extends PassphraseOptions, SettingsOptions {
  /** File of the private key of a person who checks or decides; undefined: the key of the bench. */
  readonly key?: string;
}

export async function openStation(options: StationOptions, output: Output): Promise<Station> {
  const settings = await loadSettings(options);
  const signer = await openKeySigner(options.key ?? keyPaths(settings.keys).privateKey, () => askPassphrase(options));
  if (!signer.protected) output.note(UNPROTECTED_WARNING);
  for (const folder of [settings.certificates, settings.journals]) {
    await ensureFolder(folder);
    if ((await freeBytes(folder)) < NEEDED_BYTES) {
      throw new Fault('ENV_DISK_FULL', `There is too little space left in ${folder}; no phone was touched.`, {
        hint: 'Free some disk space.',
      });
    }
  }
  // The bench begins its log and finishes what it left unfinished: its customers know its key, and not a visitor's.
  const visitor = options.key !== undefined;
  if (visitor && !existsSync(settings.ledger)) throw new Fault('ENV_FILE', `There is no ledger at ${settings.ledger}.`);
  const ledger = await openLedger(settings.ledger, signer);
  try {
    const finished = visitor ? [] : await resumeIssuing(settings.certificates, ledger);
    for (const { certificatePath } of finished) {
      output.note(`Finished a certificate that an interruption had left in the ledger only: ${certificatePath}`);
    }
  } catch (error) {
    await ledger.close();
    throw error;
  }
  return {
    settings,
    signer,
    ledger,
    journalPath: (runId) => join(settings.journals, `${runId}.jsonl`),
    holdSeat: (seat) => {
      const name = `.seat-${createHash('sha256').update(seat).digest('hex').slice(0, 16)}.lock`;
      const lock = tryLock(join(settings.journals, name));
      if (lock) return lock;
      throw new Fault('PLAN_REFUSED', `Another wipebench is working on the phone on ${seat}; it was left alone.`, {
        hint: 'Wait until that one has ended.',
      });
    },
    close: () => ledger.close(),
  };
}
