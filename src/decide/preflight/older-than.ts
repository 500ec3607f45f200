/** A release that did not have the thing yet says no by its age. */
import type { View, Witness } from './check.ts';

/** @param first the API level of the first release that has it. Empty where the release is unknown or has it. */
export function olderThan(view: View, first: number): Witness[] {
  const { sdk } = view.identity;
  return 'value' in sdk && sdk.value < first ? [{ says: 'no', from: sdk.source }] : [];
}
