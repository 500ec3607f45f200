/** Definitions from files: given by path, or shipped with the package and given by name. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseJson, readJsonFile } from '../host/json-file.ts';
import { definitionSchema, type PhoneDefinition } from './definition.ts';

const SHIPPED = fileURLToPath(new URL('../../fixtures/phones/', import.meta.url));
/** One phone at least of every maker and system that there is a profile for. */
const MAKERS = join(SHIPPED, 'makers');
const MAX_BYTES = 1024 * 1024;

/**
 * A definition out of JSON text.
 * @param file only for the message.
 * @throws Fault `USAGE_FILE_INVALID` with file, line, JSON path and reason of every problem.
 */
export function parseDefinition(text: string, file: string): PhoneDefinition {
  return parseJson(text, file, definitionSchema);
}

/**
 * @param file a path, or the bare name of a shipped definition.
 * @throws Fault `USAGE_FILE_INVALID`, `ENV_FILE`, `ENV_PERMISSION`
 */
export async function loadDefinition(file: string): Promise<PhoneDefinition> {
  const folder = /^[a-z0-9-]+$/.test(file) ? await folderOf(file) : undefined;
  const path = folder === undefined ? file : join(folder, `${file}.json`);
  return readJsonFile(path, definitionSchema, MAX_BYTES);
}

async function folderOf(name: string): Promise<string | undefined> {
  if ((await namesIn(SHIPPED)).includes(name)) return SHIPPED;
  return (await namesIn(MAKERS)).includes(name) ? MAKERS : undefined;
}

async function namesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder);
  return files.filter((name) => name.endsWith('.json')).map((name) => basename(name, '.json'));
}

/** The names of the shipped definitions of one phone of each maker, sorted. */
export async function makerNames(): Promise<string[]> {
  return (await namesIn(MAKERS)).toSorted();
}

/** The names of all shipped definitions, sorted. */
export async function shippedNames(): Promise<string[]> {
  return [...(await namesIn(SHIPPED)), ...(await makerNames())].toSorted();
}
