/** SQLite's result codes (sqlite.org/rescode.html) as Faults. No other code looks at them. */
import { ZodError } from 'zod';
import type { FaultCode } from '../faults/codes.ts';
import { asFault, Fault } from '../faults/fault.ts';

const TABLE: Readonly<Record<number, readonly [FaultCode, string]>> = {
  5: ['LEDGER_CONFLICT', 'Another process keeps the ledger locked.'],
  8: ['ENV_PERMISSION', 'The ledger cannot be written.'],
  10: ['ENV_FILE', 'The disk under the ledger has an input or output error.'],
  11: ['LEDGER_CORRUPT', 'The ledger file is damaged.'],
  13: ['ENV_DISK_FULL', 'No space left for the ledger.'],
  14: ['ENV_PERMISSION', 'The ledger cannot be opened.'],
  19: ['LEDGER_CONFLICT', 'The ledger has an entry with this index or certificate id already.'],
  26: ['LEDGER_CORRUPT', 'The file is not a ledger.'],
};

export function sqliteFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof ZodError)
    return new Fault('LEDGER_CORRUPT', 'A row of the ledger is damaged.', { cause: error });
  const { errcode, code: name, message } = error as { errcode?: number; code?: string; message: string };
  // Out of range: a column holds an integer beyond 2^53. Anything else without a result code is not from SQLite.
  if (errcode === undefined && name !== 'ERR_OUT_OF_RANGE') return asFault(error);
  // The low byte is the primary code; SQLITE_ERROR (1) means that a table is not as this program made it.
  const [code, text] = TABLE[(errcode ?? -1) & 0xff] ?? ['LEDGER_CORRUPT', `The ledger cannot be read (${message}).`];
  return new Fault(code, text, { cause: error });
}
