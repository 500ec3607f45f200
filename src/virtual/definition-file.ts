/** Definitions from files: given by path, or shipped with the package and given by name. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseJson, readJsonFile } from '../host/json-file.ts';
import { definitionSchema, type PhoneDefinition } from './definition.ts';

const SHIPPED = fileURLToPath(new URL('../../fixtures/phones/', import.meta.url));
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
  const shipped = /^[a-z0-9-]+$/.test(file) && (await shippedNames()).includes(file);
  const path = shipped ? join(SHIPPED, `${file}.json`) : file;
  return readJsonFile(path, definitionSchema, MAX_BYTES);
}

/** The names of the shipped definitions, sorted. */
export async function shippedNames(): Promise<string[]> {
  const files = await readdir(SHIPPED);
  return files
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'))
    .toSorted();
}
