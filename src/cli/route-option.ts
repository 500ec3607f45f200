/** `--route`: a name that no profile knows is a slip of the pen, not a reason against the phone. */
import { Fault } from '../faults/fault.ts';
import type { IndexedProfile } from '../model/profile.ts';
import { meant } from '../profiles/closest.ts';
import { plainText } from '../report/terminal-text.ts';

/** @throws Fault `USAGE_ARGUMENT` with the names that there are */
export function demandKnownRoute(name: string | undefined, profiles: readonly IndexedProfile[]): void {
  if (name === undefined) return;
  const known = [...new Set(profiles.flatMap(({ routes }) => routes.map(({ route }) => route.id)))].toSorted();
  if (known.includes(name)) return;
  throw new Fault('USAGE_ARGUMENT', `There is no route ${plainText(name, 64)}; ${meant(name, known)}.`);
}
