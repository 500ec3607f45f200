/** One field of a signed document in words, also where it is withheld or unavailable. */
import type { Hidden, Stated } from '../../model/claims.ts';
import type { Fact } from '../../model/fact.ts';

export function fieldWords(value: Stated | Hidden | Fact<unknown>): string {
  if (typeof value === 'string') return value;
  if ('hidden' in value) return '(withheld in this copy)';
  if ('unavailable' in value) return `(unavailable: ${value.unavailable})`;
  return Array.isArray(value.value) ? value.value.join(', ') : String(value.value);
}

/** As `Ada Example (op-7), Technician, Example Refurbishing, Bench 1`. */
export function personWords(person: {
  readonly id: Stated;
  readonly name: Stated | Hidden;
  readonly title: Stated;
  readonly organisation: Stated;
  readonly site: Stated;
}): string {
  const { id, name, title, organisation, site } = person;
  return `${fieldWords(name)} (${fieldWords(id)}), ${[title, organisation, site].map(fieldWords).join(', ')}`;
}
