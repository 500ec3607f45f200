/** The one verb of a route's step. */
import { VERBS, type Verb } from '../model/plan.ts';
import type { Route } from '../model/route.ts';

export interface DoneStep {
  readonly verb: Verb;
  readonly args: Readonly<Record<string, string | number | boolean>>;
}

/** Undefined for a step that the schema would refuse. */
export function doneBy({ do: doing }: Route['steps'][number]): DoneStep | undefined {
  const verb = VERBS.find((name) => Object.hasOwn(doing, name));
  return verb && { verb, args: doing[verb] ?? {} };
}

/** The steps in order; what the schema would refuse is left out. */
export function doneSteps(route: Route): readonly DoneStep[] {
  return route.steps.flatMap((step) => doneBy(step) ?? []);
}
