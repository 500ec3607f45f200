/**
 * Exit codes answer one question first: was the phone touched? The table is documented in the README;
 * new codes may be added, and an unknown code means failure.
 */
import type { FaultCode } from './codes.ts';

export const EXIT = {
  ok: 0,
  bug: 1,
  usage: 2,
  nothing: 3,
  refused: 4,
  environment: 5,
  unknown: 10,
  notSanitized: 11,
  unverified: 12,
  checkFailed: 20,
  cancelled: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Worst first; a batch exits with the first of these that any of its phones earned. */
const WORST_FIRST: readonly ExitCode[] = [1, 11, 10, 130, 20, 12, 5, 4, 2, 3, 0];

export function worstExit(codes: readonly ExitCode[]): ExitCode {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.ok;
}

const BY_GROUP: Record<string, ExitCode> = {
  USAGE: EXIT.usage,
  ENV: EXIT.environment,
  DEVICE: EXIT.unknown,
  PLAN: EXIT.refused,
  WIPE: EXIT.unknown,
  VERIFY: EXIT.unknown,
  CERT: EXIT.checkFailed,
  LEDGER: EXIT.checkFailed,
  CANCELLED: EXIT.cancelled,
  BUG: EXIT.bug,
};

/** A fault that left no phone touched and says only "there is none" is `nothing`, not `unknown`. */
export function exitOfFault(code: FaultCode, touched: boolean): ExitCode {
  if (code === 'DEVICE_NONE') return EXIT.nothing;
  if (code.startsWith('DEVICE_') && !touched) return EXIT.refused;
  // A full disk after the wipe began: what matters then is that nobody knows the state of the phone.
  if (touched && !code.startsWith('BUG_')) return code === 'CANCELLED' ? EXIT.cancelled : EXIT.unknown;
  const group = code.split('_', 1)[0] ?? 'BUG';
  return BY_GROUP[group] ?? EXIT.bug;
}
