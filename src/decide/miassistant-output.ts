/**
 * What Xiaomi's recovery answers to `format-data:`. The open clients print it and do not look at it; these three are the
 * answers that its own code is known to give, and none was seen by us on a phone. Anything else is not understood.
 */
export type FormatAnswer = 'done' | 'failed' | 'forbidden' | 'not-understood';

const ROWS: readonly { readonly answer: FormatAnswer; readonly pattern: RegExp }[] = [
  { answer: 'done', pattern: /^Format_data_success\.$/ },
  { answer: 'failed', pattern: /^Format_data_failed\.$/ },
  { answer: 'forbidden', pattern: /^Format_data_is_already_disable\.$/ },
];

export function formatAnswer(text: string): FormatAnswer {
  const words = text.trim();
  return ROWS.find(({ pattern }) => pattern.test(words))?.answer ?? 'not-understood';
}
