/** Finds and reads the settings file, and lets options win over it. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { Fault } from '../faults/fault.ts';
import { defaultFolders } from '../host/folders.ts';
import { readJsonFile } from '../host/json-file.ts';
import { type EvidenceLevel, evidenceLevelSchema } from '../model/evidence-level.ts';
import { type Settings, settingsSchema } from '../model/settings.ts';
import type { SettingsOptions } from './settings-options.ts';

const MAX_SETTINGS_BYTES = 256 * 1024;

export function settingsPath(option: string | undefined): string {
  return option ?? join(defaultFolders(process.env).config, 'settings.json');
}

/** A level as people type it: any case, blanks or dashes. */
export function parseLevel(text: string): EvidenceLevel {
  const parsed = evidenceLevelSchema.safeParse(text.trim().toUpperCase().replaceAll(/[ _]/g, '-'));
  if (parsed.success) return parsed.data;
  throw new Fault('USAGE_ARGUMENT', `${text} is no evidence level.`, {
    hint: `One of: ${evidenceLevelSchema.options.join(', ')}.`,
  });
}

function given<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}

const absolute = (path: string | undefined) => (path === undefined ? undefined : resolve(path));

function overridden(base: Partial<Settings>, options: SettingsOptions): unknown {
  const { operatorId: id, operatorName: name, operatorTitle: title } = options;
  const { confidence, fraction, windowBytes, reader } = options;
  return {
    ...base,
    ...given({
      organisation: options.organisation,
      site: options.site,
      requiredLevel: options.require === undefined ? undefined : parseLevel(options.require),
      certificates: absolute(options.certificates),
      journals: absolute(options.journals),
      keys: absolute(options.keys),
      ledger: absolute(options.ledger),
    }),
    operator: { ...base.operator, ...given({ id, name, title }) },
    sample: { ...base.sample, ...given({ confidence, fraction, windowBytes, reader }) },
  };
}

/**
 * The settings file with the options over it. Without a file the options must say everything that has no default.
 * @throws Fault `USAGE_SETTINGS_INVALID` (no file, and options that do not suffice), `USAGE_FILE_INVALID` with lines
 */
export async function loadSettings(options: SettingsOptions): Promise<Settings> {
  const path = settingsPath(options.config);
  const found = existsSync(path);
  const base = found ? await readJsonFile(path, settingsSchema, MAX_SETTINGS_BYTES) : { version: 1 as const };
  const parsed = settingsSchema.safeParse(overridden(base, options));
  if (parsed.success) return parsed.data;
  const problems = z.prettifyError(parsed.error);
  throw found
    ? new Fault('USAGE_SETTINGS_INVALID', `The options do not make sense with ${path}:\n${problems}`)
    : new Fault('USAGE_SETTINGS_INVALID', `There is no settings file ${path}; no phone was touched.`, {
        hint: 'Run `wipebench init` once; it asks a few things and makes the signing key. Or pass every setting as an option.',
      });
}
