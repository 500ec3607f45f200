/** A JSON file through a zod schema. Every problem is reported at once, with the line where the value stands. */
import type { z } from 'zod';
import { Fault } from '../faults/fault.ts';
import { readFileBounded } from './files.ts';
import { lineOfPath } from './json-lines.ts';

const MAX_PROBLEMS = 20;

/**
 * @param maxBytes larger files are refused before they are read
 * @throws Fault `USAGE_FILE_INVALID` (not JSON, or not what the schema asks for), `ENV_FILE`, `ENV_PERMISSION`
 */
export async function readJsonFile<T extends z.ZodType>(
  path: string,
  schema: T,
  maxBytes: number,
): Promise<z.output<T>> {
  const bytes = await readFileBounded(path, maxBytes);
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (error) {
    throw new Fault('USAGE_FILE_INVALID', `${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, MAX_PROBLEMS).map((issue) => {
    const keys = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    return `${path}:${lineOfPath(text, keys)}: ${keys.length > 0 ? keys.join('.') : 'the file'}: ${issue.message}`;
  });
  throw new Fault('USAGE_FILE_INVALID', problems.join('\n'), { cause: parsed.error });
}
