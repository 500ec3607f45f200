/**
 * The one class of error. Drivers and stores throw it; the engine turns it into an ending; the command line prints it.
 * Text is for people, `code` is for programs, `cause` is for both.
 */
import type { FaultCode } from './codes.ts';

export interface FaultOptions {
  /** What the person should do next; one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** True when something may already have been changed on a phone. */
  readonly touched?: boolean;
}

export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  readonly hint: string | undefined;
  readonly touched: boolean;

  constructor(code: FaultCode, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.touched = options.touched ?? false;
  }
}

/** Any thrown value as a Fault; what is not a Fault already is a bug of ours (`BUG_UNEXPECTED`). */
export function asFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new Fault('BUG_UNEXPECTED', message, { cause: thrown });
}
