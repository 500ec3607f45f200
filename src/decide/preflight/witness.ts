/**
 * Listening to one reading, and making one answer out of several. A parser says true, false, or undefined for an answer
 * that it does not understand, and undefined is never a no. Words of the phone stay out of the result: it is printed and
 * certified, and a phone could write anything into it.
 */
import type { ReadingName } from '../../model/readings.ts';
import type { Severity, View, Witness } from './check.ts';

/** Only to say why nothing is known; none of them decides anything. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/permission denial|security ?exception|permission denied|not allowed|requires android\.permission/i, 'refused'],
  [/can't find service|does not exist/i, 'this phone has no such service'],
  [/not found|inaccessible|no such file/i, 'this phone has no such program'],
  [/unknown command|no shell command implementation|^usage:/im, 'this release has no such command'],
  [
    /dump timeout|failure calling|failed transaction|deadobject|error with service|error dumping/i,
    'the service failed',
  ],
];

/** dumpsys gave up before the end (frameworks/native/cmds/dumpsys): what is missing proves nothing. */
const CUT_OFF = /\*\*\* SERVICE '[^'\n]*' DUMP TIMEOUT|Error with service '|Error dumping service/;

function reasonOf(text: string): string {
  if (text.trim() === '') return 'an empty answer';
  const head = text.slice(0, 4096);
  return REFUSALS.find(([pattern]) => pattern.test(head))?.[1] ?? 'the answer is not understood';
}

/** In a mode without shell nothing was asked, and it says which mode that was. */
function notAsked({ readings }: View): string {
  if (readings.getvar) return 'the boot loader does not tell it';
  return readings.miassistant ? 'this recovery does not tell it' : 'not asked';
}

export type Heard = boolean | undefined | { readonly yes: Severity };

export function unknown(why: string): Witness {
  return { says: 'unknown', why };
}

/** @param parse gets the text with plain line ends; `stderr` and the exit code for those that need them. */
export function heardAll(
  view: View,
  name: ReadingName,
  parse: (text: string, stderr: string, exitCode: number) => Heard,
): Witness {
  const reading = view.readings[name];
  if (!reading) return unknown(notAsked(view));
  if ('unavailable' in reading) return unknown(`${name}: ${reading.unavailable}`);
  const text = reading.stdout.replace(/\r+\n/g, '\n');
  const answer = parse(text, reading.stderr, reading.exitCode);
  if (answer === true) return { says: 'yes', from: name };
  if (typeof answer === 'object') return { says: 'yes', from: name, severity: answer.yes };
  if (answer === false && !CUT_OFF.test(text) && !CUT_OFF.test(reading.stderr)) return { says: 'no', from: name };
  const code = reading.exitCode === 0 ? '' : ` (exit code ${reading.exitCode})`;
  return unknown(`${name}: ${reasonOf(`${reading.stderr}\n${text}`)}${code}`);
}

/** The usual case: a command that ended well. After a failure only a yes counts, since what it did not print is unknown. */
export function heard(view: View, name: ReadingName, parse: (text: string) => Heard): Witness {
  return heardAll(view, name, (text, _stderr, exitCode) => {
    const answer = parse(text);
    return exitCode === 0 || answer !== false ? answer : undefined;
  });
}

function whyUnknown(witnesses: readonly Witness[]): Witness {
  const reasons = witnesses.flatMap((each) => (each.says === 'unknown' ? [each.why] : []));
  return unknown([...new Set(reasons)].join('; ') || 'nothing tells it');
}

function yesOf(witnesses: readonly Witness[]): Witness | undefined {
  const told = witnesses.filter((each) => each.says === 'yes');
  return told.find((each) => each.severity === undefined) ?? told[0];
}

function noOf(witnesses: readonly Witness[]): Witness {
  const from = witnesses.flatMap((each) => (each.says === 'no' ? [each.from] : []));
  return { says: 'no', from: [...new Set(from)].join(', ') };
}

/** For a source that can only confirm: its silence is neither an answer nor a reason. */
export function ifYes(witness: Witness): Witness[] {
  return witness.says === 'yes' ? [witness] : [];
}

/** One yes is enough; a no needs all of them. */
export function allNo(...witnesses: readonly Witness[]): Witness {
  const yes = yesOf(witnesses);
  if (yes) return yes;
  return witnesses.every((each) => each.says === 'no') ? noOf(witnesses) : whyUnknown(witnesses);
}

/** One yes is enough, and without one a single no: for sources of which each can tell alone. */
export function anyNo(...witnesses: readonly Witness[]): Witness {
  const yes = yesOf(witnesses);
  if (yes) return yes;
  return witnesses.some((each) => each.says === 'no') ? noOf(witnesses) : whyUnknown(witnesses);
}

/** The first that knows decides: for a good source with poorer ones behind it. */
export function firstKnown(...witnesses: readonly Witness[]): Witness {
  return witnesses.find((each) => each.says !== 'unknown') ?? whyUnknown(witnesses);
}
