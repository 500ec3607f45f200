/** Profiles for people: one line each, and everything that one of them says. */
import chalk from 'chalk';
import { conditionText, orWords } from '../model/condition-words.ts';
import { CRYPTO_ERASE_ITEMS } from '../model/crypto-erase.ts';
import type { IndexedProfile, Profile } from '../model/profile.ts';
import type { ClaimRule, Route } from '../model/route.ts';
import { GRADE_WORDS, testedText } from './knowledge-text.ts';
import { table } from './table.ts';
import { plainText } from './terminal-text.ts';

const MAX = 400;
const plain = (text: string) => plainText(text, MAX);
const indented = (lines: readonly string[], by: number) => lines.map((line) => `${' '.repeat(by)}${line}`);

export function profileTable(profiles: readonly IndexedProfile[]): string {
  return table(profiles, [
    { title: 'PROFILE', max: 24, cell: ({ profile }) => profile.id },
    { title: 'LAYER', max: 8, cell: ({ profile }) => profile.layer },
    { title: 'FOR', max: 56, cell: ({ profile }) => profile.title },
    { title: 'ROUTES', max: 60, cell: ({ profile }) => profile.routes.map(({ route }) => route).join(', ') || 'none' },
    { title: 'KNOWLEDGE', max: 26, cell: ({ profile }) => GRADE_WORDS[profile.grade] },
    {
      title: 'TRIED ON',
      max: 40,
      cell: ({ profile }) => profile.testedOn.map(({ model }) => model).join(', ') || 'nobody yet',
    },
  ]);
}

function part(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', chalk.bold(title), ...indented(lines, 2)];
}

const knowledge = ({ grade, testedOn }: Pick<Profile, 'grade' | 'testedOn'>) =>
  `${GRADE_WORDS[grade]}; ${testedText(testedOn)}`;

function claimLines({ when, method, technique, maxLevel, why }: ClaimRule, index: number): string[] {
  const what = method === 'none' ? 'nothing' : `${method} by ${technique}`;
  const if_ = when.length === 0 ? (index === 0 ? 'always' : 'otherwise') : `if ${when.map(conditionText).join('; ')}`;
  return [`- ${plain(if_)}: ${what}, evidence up to ${maxLevel}`, ...indented(why.map(plain), 4)];
}

/** @param erases whether a step erases: the danger of a verb is not for a report to decide */
function stepLines({ steps }: Route, erases: (step: Route['steps'][number]) => boolean): string[] {
  return steps.map((step, index) => `${index + 1}. ${plain(step.words)}${erases(step) ? chalk.red(' [erases]') : ''}`);
}

function routeLines(
  { use, route }: IndexedProfile['routes'][number],
  number: number,
  profile: Profile,
  erases: (step: Route['steps'][number]) => boolean,
): string[] {
  const needs = [...route.needs, ...use.needs].map(conditionText);
  const doubts = [...route.unconfirmed, ...use.unconfirmed];
  const notes = use.notes.flatMap((id) => profile.notes[id] ?? []);
  const list = (title: string, texts: readonly string[]) =>
    texts.length === 0
      ? []
      : [
          `${title}:`,
          ...indented(
            texts.map((text) => `- ${plain(text)}`),
            2,
          ),
        ];
  return [
    '',
    chalk.bold(`${number}. Route ${route.id}: ${plain(route.title)}`),
    ...indented(
      [
        ...(route.needsCompanion ? ['Needs an app on the phone that does not exist yet: never taken.'] : []),
        `Begins when the phone is in: ${orWords(route.from)}.`,
        ...list('Needs', needs),
        ...(route.steps.length === 0 ? [] : ['Steps:', ...indented(stepLines(route, erases), 2)]),
        ...list('Erases', route.erases),
        ...list('Leaves', route.stays),
        'Can be claimed at best:',
        ...indented(route.claims.flatMap(claimLines), 2),
        ...(use.maxLevel === undefined ? [] : [`On these phones no more than ${use.maxLevel}.`]),
        `The route: ${plain(knowledge(route))}.`,
        `On these phones: ${plain(knowledge(use))}.`,
        ...list('Not confirmed', doubts),
        ...list('Notes', notes),
        ...list('Sources', [...new Set([...use.sources, ...route.sources])]),
      ],
      3,
    ),
  ];
}

function keyLines({ keys }: Profile): string[] {
  return Object.entries(keys).flatMap(([name, key]) => {
    if (key === undefined) return [];
    const screen = key.screen.length === 0 ? [] : [`  The screen shows: ${plain(key.screen.join(', '))}`];
    return [`${name}: ${plain(key.press)} (${GRADE_WORDS[key.grade]})`, ...screen];
  });
}

function guideLines({ guides }: Profile): string[] {
  return Object.entries(guides).flatMap(([name, guide]) =>
    guide === undefined
      ? []
      : [
          `${name}: ${plain(guide.title)} (${GRADE_WORDS[guide.grade]})`,
          ...indented(
            guide.lines.map((line, index) => `${index + 1}. ${plain(line)}`),
            2,
          ),
        ],
  );
}

/** NIST SP 800-88 wants them published; mostly they are not, and then that is said. */
function cryptoLines({ cryptoErase }: Profile): string[] {
  return CRYPTO_ERASE_ITEMS.map((item) => {
    const said = cryptoErase[item];
    return typeof said === 'string' ? `${item}: ${chalk.dim(said)}` : `${item}: ${plain(said.value)}`;
  });
}

/** @param erases whether a step of a route erases */
export function profileText(
  { profile, routes, digest }: IndexedProfile,
  erases: (step: Route['steps'][number]) => boolean,
): string {
  const unused = Object.entries(profile.notes).filter(
    ([id]) => !profile.routes.some(({ notes }) => notes.includes(id)),
  );
  return [
    `${chalk.bold(plain(profile.title))} ${chalk.dim(`(profile ${profile.id}, layer ${profile.layer})`)}`,
    plain(`Knowledge: ${knowledge(profile)}.`),
    ...part('Speaks for phones where all of this holds', profile.match.map(conditionText).map(plain)),
    ...part('But not where any of this holds', profile.notThis.map(conditionText).map(plain)),
    ...(routes.length === 0 ? ['', 'It offers no route: such a phone is refused.'] : []),
    ...routes.flatMap((each, index) => routeLines(each, index + 1, profile, erases)),
    ...part('Keys', keyLines(profile)),
    ...part('Instructions for the person at the phone', guideLines(profile)),
    ...part('Cryptographic erase: the ten items a maker should publish (NIST SP 800-88)', cryptoLines(profile)),
    ...part(
      'More notes',
      unused.map(([, note]) => plain(note)),
    ),
    ...part('Sources', profile.sources.map(plain)),
    '',
    chalk.dim(`digest ${digest}`),
  ].join('\n');
}
