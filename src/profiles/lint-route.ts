/** What can be said of one route by itself. */
import type { Route } from '../model/route.ts';
import { claimFindings } from './lint-claims.ts';
import { conditionListFindings } from './lint-conditions.ts';
import { gradeFindings } from './lint-sources.ts';
import { stepFindings } from './lint-steps.ts';
import { error, type Finding } from './problem.ts';

export function routeFindings(route: Route): Finding[] {
  const twice = route.leaves.filter((leaving, index) => route.leaves.indexOf(leaving) !== index);
  return [
    ...stepFindings(route),
    ...claimFindings(route),
    ...conditionListFindings(route.needs, ['needs']),
    ...gradeFindings(route, []),
    ...twice.map((leaving) => error(['leaves'], `${leaving} stands there twice`)),
  ];
}
