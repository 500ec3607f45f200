/** `wipebench profiles`: what is known of which phones, and why one would be wiped as it would. Touches no phone. */
import { Command, Option } from 'commander';
import { VERB_DANGER } from '../../decide/verb-danger.ts';
import { EXIT } from '../../faults/exit-codes.ts';
import { Fault } from '../../faults/fault.ts';
import { SERVICES, type Service } from '../../model/condition.ts';
import type { IndexedProfile } from '../../model/profile.ts';
import type { DeviceState } from '../../model/sighting.ts';
import { meant } from '../../profiles/closest.ts';
import { lintFolder } from '../../profiles/lint.ts';
import { loadProfiles } from '../../profiles/load.ts';
import { problemLine } from '../../profiles/problem.ts';
import { doneBy } from '../../profiles/verb-of.ts';
import { explanationText } from '../../report/explain-text.ts';
import { profileTable, profileText } from '../../report/profile-text.ts';
import { plainText } from '../../report/terminal-text.ts';
import { type CommonOptions, withOutputOptions } from '../common-options.ts';
import { type DumpFormat, readDumpAs } from '../dump-format.ts';
import { openOutput } from '../output.ts';
import { explain } from '../profiles-explain.ts';
import { demandKnownRoute } from '../route-option.ts';
import { parseLevel } from '../settings-file.ts';

interface FolderOptions extends CommonOptions {
  readonly profiles?: string;
}

interface ExplainOptions extends FolderOptions {
  readonly props?: string;
  readonly getvar?: string;
  readonly state?: DeviceState;
  readonly service?: Service;
  readonly route?: string;
  readonly require: string;
}

/** States in which a phone can tell something of itself. */
const TELLING_STATES: readonly DeviceState[] = ['device', 'recovery', 'sideload', 'rescue', 'fastboot', 'fastbootd'];

const MAX_LINE = 600;

const byLayer = (profiles: readonly IndexedProfile[]) =>
  profiles.toSorted(
    (a, b) => a.profile.layer.localeCompare(b.profile.layer) || a.profile.id.localeCompare(b.profile.id),
  );

async function list(options: FolderOptions): Promise<void> {
  const output = openOutput(options);
  const profiles = byLayer(await loadProfiles(options.profiles));
  for (const { profile } of profiles) {
    const { id, layer, title, grade, testedOn } = profile;
    output.emit({
      type: 'profile',
      id,
      layer,
      title,
      routes: profile.routes.map(({ route }) => route),
      grade,
      testedOn,
    });
  }
  output.say(profileTable(profiles));
  output.note('More of one: `wipebench profiles show ID`. Which one a phone gets: `wipebench profiles explain`.');
  output.emit({ type: 'summary', exit: EXIT.ok, profiles: profiles.length });
}

async function show(id: string, options: FolderOptions): Promise<void> {
  const output = openOutput(options);
  const profiles = await loadProfiles(options.profiles);
  const found = profiles.find(({ profile }) => profile.id === id);
  if (!found) {
    const ids = profiles.map(({ profile }) => profile.id).toSorted();
    throw new Fault('USAGE_ARGUMENT', `There is no profile ${plainText(id, 64)}; ${meant(id, ids)}.`);
  }
  output.say(
    profileText(found, (step) => {
      const done = doneBy(step);
      return done !== undefined && VERB_DANGER[done.verb] === 'erases';
    }),
  );
  output.emit({ type: 'profile', ...found });
  output.emit({ type: 'summary', exit: EXIT.ok });
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

async function lint(folder: string | undefined, options: CommonOptions): Promise<void> {
  const output = openOutput(options);
  const { problems, profiles, routes } = await lintFolder(folder);
  for (const problem of problems) {
    output.emit({ type: 'problem', ...problem });
    output.say(plainText(problemLine(problem), MAX_LINE));
  }
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const found = `${counted(errors, 'error')} and ${counted(warnings, 'warning')}`;
  output.say(`${counted(profiles, 'profile')}, ${counted(routes, 'route')}: ${found}.`);
  if (errors > 0) process.exitCode = EXIT.usage;
  output.emit({ type: 'summary', exit: process.exitCode ?? EXIT.ok, profiles, routes, errors, warnings });
}

function dumpOf({ props, getvar }: ExplainOptions): { readonly file: string; readonly from: DumpFormat } {
  if (props !== undefined && getvar === undefined) return { file: props, from: 'props' };
  if (getvar !== undefined && props === undefined) return { file: getvar, from: 'getvar' };
  throw new Fault('USAGE_ARGUMENT', 'Give either --props or --getvar.', {
    hint: 'Make such a file with `adb shell getprop > FILE`, or `fastboot getvar all 2> FILE`.',
  });
}

async function explainFile(options: ExplainOptions): Promise<void> {
  const output = openOutput(options);
  const { file, from } = dumpOf(options);
  const requiredLevel = parseLevel(options.require);
  const [text, profiles] = await Promise.all([readDumpAs(file, from), loadProfiles(options.profiles)]);
  demandKnownRoute(options.route, profiles);
  const explanation = explain({
    file,
    text,
    from,
    state: options.state ?? (from === 'getvar' ? 'fastboot' : 'device'),
    service: options.service,
    route: options.route,
    requiredLevel,
    profiles,
    folder: options.profiles,
  });
  output.say(explanationText(explanation));
  output.emit({ type: 'explanation', ...explanation });
  output.emit({ type: 'summary', exit: EXIT.ok, touched: false });
}

function withFolderOption(command: Command): Command {
  return withOutputOptions(command).option('--profiles <folder>', 'profiles of your own, beside the shipped ones');
}

export function profilesCommand(): Command {
  const command = new Command('profiles').description('which phones are known, how each is erased, and why');
  withFolderOption(command.command('list'))
    .description('one line for each profile')
    .addHelpText('after', '\nExample:\n  wipebench profiles list --json')
    .action(list);
  withFolderOption(command.command('show'))
    .argument('<id>', 'profile id, as `wipebench profiles list` prints it')
    .description('everything that one profile says, with its sources')
    .addHelpText('after', '\nExample:\n  wipebench profiles show xiaomi')
    .action(show);
  withOutputOptions(command.command('lint'))
    .argument('[folder]', 'profiles of your own; the shipped ones when left out')
    .description('everything that is wrong, at once; exit code 2 when there is an error, warnings are allowed')
    .addHelpText('after', '\nExamples:\n  wipebench profiles lint\n  wipebench profiles lint ./my-profiles')
    .action(lint);
  withFolderOption(command.command('explain'))
    .description('from what a phone told in a file: who it is, its profile, every route, and what is still to be asked')
    .option('--props <file>', 'what `adb shell getprop` printed; - for standard input')
    .option('--getvar <file>', 'what `fastboot getvar all` printed; - for standard input')
    .addOption(new Option('--state <state>', 'the mode in which the phone would be').choices(TELLING_STATES))
    .addOption(new Option('--service <service>', 'what would answer in that mode').choices(SERVICES))
    .option('--route <name>', 'this route or none')
    .option('--require <level>', 'evidence level that counts as success', 'STATISTICAL')
    .addHelpText(
      'after',
      '\nExamples:\n  adb shell getprop > phone.txt\n  wipebench profiles explain --props phone.txt' +
        '\n  wipebench profiles explain --getvar boot-loader.txt',
    )
    .action(explainFile);
  return command;
}
