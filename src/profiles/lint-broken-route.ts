/**
 * What can be said of a route that the schema refuses, so that everything is told at once: a word that is too short must
 * not hide that a step names a lock. Fields on which no rule looks are put right for the moment; of the rest, whatever
 * parses is looked at.
 */
import { z } from 'zod';
import { type Route, routeSchema, routeStepSchema } from '../model/route.ts';
import { routeFindings } from './lint-route.ts';
import { argumentFindings } from './lint-steps.ts';
import { textFindings } from './lint-text.ts';
import type { Finding } from './problem.ts';
import { doneBy } from './verb-of.ts';

/** A file of rubbish has hundreds of thousands. */
const MAX_FINDINGS = 50;

const { shape } = routeSchema;

/** By field: what stands in for it where it is broken, without a finding of its own. */
const HARMLESS = {
  needs: [],
  needsCompanion: false,
  leaves: [],
  grade: 'source',
  unconfirmed: [],
  sources: ['https://example.org/'],
  testedOn: [],
} as const;

const recordSchema = z.record(z.string(), z.unknown());
const idOf = z.looseObject({ id: routeStepSchema.shape.id });

function fieldsOf(json: unknown): Readonly<Record<string, unknown>> {
  const parsed = recordSchema.safeParse(json);
  return parsed.success ? parsed.data : {};
}

/** The step with its verb alone, and its own name where it has one. */
function stepOf(step: unknown, index: number): Route['steps'][number] | undefined {
  const doing = routeStepSchema.shape.do.safeParse(fieldsOf(step)['do']);
  if (!doing.success) return undefined;
  const named = idOf.safeParse(step);
  // Longer than a name may be, so it is nobody else's.
  const id = named.success ? named.data.id : `${'-'.repeat(65)}${index}`;
  return { id, do: doing.data, words: '', timeoutSeconds: 1 };
}

/** @param json what the schema refused */
export function brokenRouteFindings(json: unknown): Finding[] {
  const fields = fieldsOf(json);
  const listed = Array.isArray(fields['steps']) ? (fields['steps'] as readonly unknown[]) : [];
  const steps = listed.map(stepOf);
  const whole = steps.filter((step) => step !== undefined);
  const claims = shape.claims.safeParse(fields['claims']);
  const kept = Object.entries(HARMLESS).map(([name, harmless]) => {
    const parsed = shape[name as keyof typeof HARMLESS].safeParse(fields[name]);
    return [name, parsed.success ? parsed.data : harmless] as const;
  });
  const nothing = { schema: 1, id: '', title: '', from: [], erases: [], stays: [], returnSeconds: 1 } as const;
  const rest = { ...nothing, ...Object.fromEntries(kept) } as unknown as Omit<Route, 'steps' | 'claims'>;
  // Order and proof are of all the steps and all the claims together, or nothing is known of them.
  const findings =
    claims.success && whole.length === steps.length && steps.length > 0
      ? routeFindings({ ...rest, steps: whole, claims: claims.data })
      : steps.flatMap((step, index) => {
          const done = step && doneBy(step);
          return done ? argumentFindings(done, ['steps', index, 'do', done.verb]) : [];
        });
  return [...textFindings(json), ...findings].slice(0, MAX_FINDINGS);
}
