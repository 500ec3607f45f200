/** A JSON file through a zod schema. Every problem is reported at once, with the line where the value stands. */
import type { z } from 'zod';
import { Fault } from '../faults/fault.ts';
import { readFileBounded } from './files.ts';
import { lineOfPath } from './line-of-path.ts';

const MAX_PROBLEMS = 20;

/** As in JSONPath: `$.routes[0].needs`. */
export function shownPath(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => {
    if (typeof part === 'number') return `[${part}]`;
    return /^[A-Za-z_]\w*$/.test(String(part)) ? `.${String(part)}` : `[${JSON.stringify(String(part))}]`;
  });
  return `$${parts.join('')}`;
}

function problems(text: string, file: string, error: z.ZodError): string[] {
  const found = error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, reason: issue.message }];
    return issue.keys.map((key) => ({ path: [...issue.path, key], reason: 'unknown name' }));
  });
  const lines = found
    .slice(0, MAX_PROBLEMS)
    .map(({ path, reason }) => `${file}:${lineOfPath(text, path)}: ${shownPath(path)}: ${reason}`);
  return found.length > MAX_PROBLEMS ? [...lines, `… and ${found.length - MAX_PROBLEMS} more`] : lines;
}

/**
 * @param file only for the messages
 * @throws Fault `USAGE_FILE_INVALID`: not JSON, or not what the schema asks for; file, line, path and reason of each
 */
export function parseJson<T extends z.ZodType>(text: string, file: string, schema: T): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Fault('USAGE_FILE_INVALID', `${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Fault('USAGE_FILE_INVALID', problems(text, file, parsed.error).join('\n'), { cause: parsed.error });
}

/**
 * @param maxBytes larger files are refused before they are read
 * @throws Fault as `parseJson`, and `ENV_FILE`, `ENV_PERMISSION`
 */
export async function readJsonFile<T extends z.ZodType>(
  path: string,
  schema: T,
  maxBytes: number,
): Promise<z.output<T>> {
  const bytes = await readFileBounded(path, maxBytes);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Fault('USAGE_FILE_INVALID', `${path} is not text in UTF-8.`, { cause: error });
  }
  return parseJson(text, path, schema);
}
