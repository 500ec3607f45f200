/** Which profile speaks for a phone. */
import { type IndexedProfile, PROFILE_LAYERS, type Profile } from '../model/profile.ts';
import { type FactView, holds } from './conditions.ts';

export function matches(profile: Profile, view: FactView): boolean {
  return (
    profile.match.every((condition) => holds(condition, view)) &&
    !profile.notThis.some((condition) => holds(condition, view))
  );
}

/**
 * The matching ones that nothing goes before: of the highest layer, and of these with the most conditions. One is the
 * answer; several are a tie, which is an error of the profiles that their lint finds; none is none.
 */
export function bestProfiles(profiles: readonly IndexedProfile[], view: FactView): readonly IndexedProfile[] {
  const rank = ({ profile }: IndexedProfile) => PROFILE_LAYERS.indexOf(profile.layer) * 1000 + profile.match.length;
  const matching = profiles.filter(({ profile }) => matches(profile, view));
  const highest = Math.max(...matching.map(rank));
  return matching.filter((candidate) => rank(candidate) === highest);
}
