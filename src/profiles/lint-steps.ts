/**
 * Steps of a route that would be unsafe, or would prove nothing. The loader refuses them too: no file can make the
 * program look at a phone before it is erased and call that a check.
 */
import { VERB_DANGER } from '../decide/verb-danger.ts';
import type { Verb } from '../model/plan.ts';
import type { Route } from '../model/route.ts';
import { meant } from './closest.ts';
import { error, type Finding, type Path, warning } from './problem.ts';
import { OPERATOR_VERBS, VERB_ARGUMENTS } from './verb-arguments.ts';
import { type DoneStep, doneBy } from './verb-of.ts';

/** Locks and identities of a phone, which are not ours to touch: no step may even name them. */
const UNTOUCHABLE = /frp|persist|unlock|efs|nvram|nvdata|modem|\boem\b|flashing|vbmeta|protect/i;

export function argumentFindings({ verb, args }: DoneStep, path: Path): Finding[] {
  const known = VERB_ARGUMENTS[verb];
  const findings: Finding[] = [];
  if (OPERATOR_VERBS.includes(verb)) {
    findings.push(error(path, 'what becomes of a memory card is for the operator to say (--sd-card), not for a route'));
  }
  for (const [name, value] of Object.entries(args)) {
    const argument = Object.hasOwn(known, name) ? known[name] : undefined;
    const here = [...path, name];
    if (UNTOUCHABLE.test(`${name} ${String(value)}`)) {
      findings.push(error(here, 'names a lock, or something that is not user data: no step may touch it'));
    } else if (!argument) {
      const names = Object.keys(known);
      const has = names.length === 0 ? 'it takes none' : meant(name, names);
      findings.push(error(here, `${verb} has no such argument; ${has}`));
    } else if (!argument.values.some((each) => each === value)) {
      findings.push(error(here, `no such value; ${meant(value, argument.values)}`));
    }
  }
  for (const [name, { words }] of Object.entries(known)) {
    if (!Object.hasOwn(args, name)) findings.push(error(path, `${verb} needs \`${name}\`: ${words}`));
  }
  return findings;
}

interface Placed extends DoneStep {
  readonly index: number;
}

/** What is seen by these counts as evidence of the wipe. */
const LOOKS: readonly Verb[] = ['probe:sample', 'probe:state'];

/** It orders the wipe of the next start, and is what lets a shell in to plant anything before that. */
const OPENS: Verb = 'adb:trade-in-evaluate';

const erases = ({ verb }: DoneStep) => VERB_DANGER[verb] === 'erases';

/** Caches and keys, which are not what the owner wants gone. A partition that there is not has a finding of its own. */
const BESIDE_USERDATA: readonly unknown[] = ['cache', 'metadata', 'md_udc'];

const erasesUserData = (step: DoneStep) => erases(step) && !BESIDE_USERDATA.includes(step.args['partition']);

function orderFindings(steps: readonly Placed[], { needsCompanion, claims }: Route): Finding[] {
  const overwriteOnly = claims.every(({ technique }) => technique === 'overwrite');
  const at = ({ index }: Placed) => ['steps', index];
  const erasing = steps.filter(erases);
  const [first, last] = [erasing[0], erasing.at(-1)];
  if (!first || !last) return needsCompanion ? [] : [error(['steps'], 'no step erases anything')];
  // What was written over is compared at once, see decide/judge.ts: the reset that follows takes it away again.
  const comparesFill = ({ verb, args }: Placed, before: Placed | undefined) =>
    verb === 'probe:sample' &&
    overwriteOnly &&
    before?.verb === 'storage:overwrite' &&
    before.args['partition'] === args['partition'];
  const findings: Finding[] = [];
  if (!erasing.some(erasesUserData)) {
    findings.push(error(['steps'], 'no step erases user data, so nothing may be claimed of it'));
  }
  for (const step of steps) {
    const before = erasing.findLast(({ index }) => index < step.index);
    if (LOOKS.includes(step.verb) && step.index < last.index && !comparesFill(step, before)) {
      findings.push(error(at(step), 'looks at the phone before the last step that erases: that proves nothing'));
    }
    if (step.verb === 'guide:confirm' && step.index < first.index) {
      findings.push(error(at(step), 'asks whether it was done before anything erases'));
    }
    if (step.verb === 'probe:plant' && !erasing.every(({ index, verb }) => index > step.index || verb === OPENS)) {
      findings.push(error(at(step), 'plants files only after something was erased'));
    }
    if (step.verb === 'probe:plant' && step.index > last.index) {
      findings.push(error(at(step), 'plants files that no later step erases'));
    }
    if (step.verb === 'probe:baseline' && step.index > first.index) {
      findings.push(error(at(step), 'reads what stood there before only after something was erased'));
    }
  }
  if (last.verb === 'storage:overwrite') {
    findings.push(warning(at(last), 'the phone has no file system afterwards: let a step follow that makes one'));
  }
  for (const [index, step] of erasing.entries()) {
    const same = (other: DoneStep) =>
      other.verb === step.verb && JSON.stringify(other.args) === JSON.stringify(step.args);
    const earlier = erasing.slice(0, index);
    // After the storage was written over, a file system has to be made again.
    const since =
      step.verb === 'storage:overwrite' ? 0 : earlier.findLastIndex(({ verb }) => verb === 'storage:overwrite') + 1;
    // What only orders the next start's wipe may be ordered again after that wipe was waited for.
    const waited = steps.findLast(({ verb, index: at }) => verb === 'adb:await-reset' && at < step.index)?.index ?? -1;
    const again = step.verb === OPENS ? earlier.filter(({ index: at }) => at > waited) : earlier.slice(since);
    if (again.some(same)) findings.push(warning(at(step), 'does what an earlier step did already'));
  }
  return findings;
}

export function stepFindings(route: Route): Finding[] {
  const placed = route.steps.flatMap((step, index) => {
    const done = doneBy(step);
    return done ? [{ ...done, index }] : [];
  });
  const ids = route.steps.map(({ id }) => id);
  return [
    ...ids.flatMap((id, index) =>
      ids.indexOf(id) === index
        ? []
        : [error(['steps', index, 'id'], `step ${ids.indexOf(id) + 1} has this id already`)],
    ),
    ...placed.flatMap((step) => argumentFindings(step, ['steps', step.index, 'do', step.verb])),
    ...orderFindings(placed, route),
  ];
}
