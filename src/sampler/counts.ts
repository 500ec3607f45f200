/** Counts per class of window. */
import type { ClassCounts } from '../model/findings.ts';

export function emptyCounts(): ClassCounts {
  return {
    zero: 0,
    ff: 0,
    constant: 0,
    'known-hash': 0,
    canary: 0,
    signature: 0,
    structured: 0,
    'random-like': 0,
    unreadable: 0,
  };
}
