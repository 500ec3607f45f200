/** Finds and reads the settings file, and lets options win over it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../faults/fault.ts';
import { defaultFolders } from '../host/folders.ts';
import { readJsonFile } from '../host/json-file.ts';
import { type EvidenceLevel, evidenceLevelSchema } from '../model/evidence-level.ts';
import { type Settings, settingsSchema } from '../model/settings.ts';

const MAX_SETTINGS_BYTES = 256 * 1024;

export function settingsPath(option: string | undefined): string {
  return option ?? join(defaultFolders(process.env).config, 'settings.json');
}

/** @throws Fault `USAGE_SETTINGS_INVALID` when there is none; `USAGE_FILE_INVALID` with lines when it is wrong */
export async function loadSettings(option: string | undefined): Promise<Settings> {
  const path = settingsPath(option);
  if (!existsSync(path)) {
    throw new Fault('USAGE_SETTINGS_INVALID', `There is no settings file ${path}; no phone was touched.`, {
      hint: 'Run `wipebench init` once; it asks a few things and makes the signing key.',
    });
  }
  return readJsonFile(path, settingsSchema, MAX_SETTINGS_BYTES);
}

/** A level as people type it: any case, blanks or dashes. */
export function parseLevel(text: string): EvidenceLevel {
  const parsed = evidenceLevelSchema.safeParse(text.trim().toUpperCase().replaceAll(/[ _]/g, '-'));
  if (parsed.success) return parsed.data;
  throw new Fault('USAGE_ARGUMENT', `${text} is no evidence level.`, {
    hint: `One of: ${evidenceLevelSchema.options.join(', ')}.`,
  });
}
