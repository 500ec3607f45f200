/** Definitions from files: given by path, or shipped with the package and given by name. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { Fault } from '../faults/fault.ts';
import { readFileBounded } from '../host/files.ts';
import { definitionSchema, type PhoneDefinition } from './definition.ts';
import { lineOfPath } from './json-lines.ts';

const SHIPPED = fileURLToPath(new URL('../../fixtures/phones/', import.meta.url));
const MAX_BYTES = 1024 * 1024;

function shownPath(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => {
    if (typeof part === 'number') return `[${part}]`;
    return /^[A-Za-z_]\w*$/.test(String(part)) ? `.${String(part)}` : `[${JSON.stringify(String(part))}]`;
  });
  return `$${parts.join('')}`;
}

function problems(text: string, error: z.ZodError): string[] {
  return error.issues
    .flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, reason: issue.message }];
      return issue.keys.map((key) => ({ path: [...issue.path, key], reason: 'unknown name' }));
    })
    .map(({ path, reason }) => `line ${lineOfPath(text, path)}: ${shownPath(path)}: ${reason}`);
}

/**
 * A definition out of JSON text.
 * @param file only for the message.
 * @throws Fault `USAGE_FILE_INVALID` with file, line, JSON path and reason of every problem.
 */
export function parseDefinition(text: string, file: string): PhoneDefinition {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Fault('USAGE_FILE_INVALID', `${file} is no JSON: ${(error as Error).message}`, { cause: error });
  }
  const parsed = definitionSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const list = problems(text, parsed.error);
  throw new Fault(
    'USAGE_FILE_INVALID',
    `${file} is no phone definition:\n${list.map((line) => `  ${line}`).join('\n')}`,
  );
}

/**
 * @param file a path, or the bare name of a shipped definition.
 * @throws Fault `USAGE_FILE_INVALID`, `ENV_FILE`, `ENV_PERMISSION`
 */
export async function loadDefinition(file: string): Promise<PhoneDefinition> {
  const shipped = /^[a-z0-9-]+$/.test(file) && (await shippedNames()).includes(file);
  const path = shipped ? join(SHIPPED, `${file}.json`) : file;
  return parseDefinition(Buffer.from(await readFileBounded(path, MAX_BYTES)).toString('utf8'), path);
}

/** The names of the shipped definitions, sorted. */
export async function shippedNames(): Promise<string[]> {
  const files = await readdir(SHIPPED);
  return files
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'))
    .toSorted();
}
