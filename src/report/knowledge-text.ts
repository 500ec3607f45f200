/** How sure a piece of knowledge is, in words, and who tried it. */
import type { Grade, Route } from '../model/route.ts';

export const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  source: 'read in source code',
  'vendor-document': 'written by the maker',
  report: 'reported by others',
  unconfirmed: 'not confirmed by anybody',
  confirmed: 'done on a real phone',
};

/** Nobody is a true answer, and is given. */
export function testedText(testedOn: Route['testedOn']): string {
  if (testedOn.length === 0) return 'tried on a real phone by nobody yet';
  return `tried on ${testedOn.map(({ model, date, by }) => `${model} (${date}, by ${by})`).join('; ')}`;
}
