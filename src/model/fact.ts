/** A fact is a value with its source, or the reason why there is none. Never an empty string, never left out. */
import { z } from 'zod';

export const unavailableSchema = z.strictObject({ unavailable: z.string().min(1) });
export type Unavailable = z.infer<typeof unavailableSchema>;

export function factSchema<T extends z.ZodType>(value: T) {
  return z.union([z.strictObject({ value, source: z.string().min(1) }), unavailableSchema]);
}

export const textFactSchema = factSchema(z.string());
export const numberFactSchema = factSchema(z.number());
export const booleanFactSchema = factSchema(z.boolean());

export type Fact<T> = { readonly value: T; readonly source: string } | Unavailable;

export function known<T>(fact: Fact<T>): fact is { readonly value: T; readonly source: string } {
  return 'value' in fact;
}

/** The value, or undefined when unavailable. */
export function factValue<T>(fact: Fact<T>): T | undefined {
  return known(fact) ? fact.value : undefined;
}
