/** Why a phone would be wiped as it would: who it is, whose profile speaks for it, each route, what is still to be asked. */
import chalk from 'chalk';
import { orWords, questionText } from '../model/condition-words.ts';
import { LEVEL_MEANING } from '../model/evidence-level.ts';
import type { Identity } from '../model/identity.ts';
import type { Claim, Plan, Refusal } from '../model/plan.ts';
import type { PreflightCode } from '../model/preflight.ts';
import type { DeviceState } from '../model/sighting.ts';
import { factWords } from './plan-text.ts';
import { plainText } from './terminal-text.ts';

export interface RouteExplanation {
  readonly id: string;
  readonly title: string;
  /** `taken`: the one of the plan; `possible`: with --route; `open`: the phone must be asked first; `no`: not so. */
  readonly verdict: 'taken' | 'possible' | 'open' | 'no';
  /** What stands against it, or why another is preferred. */
  readonly why: readonly string[];
  readonly claim?: Claim;
  /** What would prove it. */
  readonly proofs: readonly string[];
  readonly stays: readonly string[];
  readonly person: boolean;
  readonly knowledge: string;
}

export interface Question {
  /** What the phone is asked; `root`: whether its shell is root. */
  readonly code: PreflightCode | 'root';
  readonly answers: readonly { readonly answer: 'yes' | 'no'; readonly plan: string }[];
}

export interface Explanation {
  readonly file: string;
  readonly state: DeviceState;
  readonly identity: Identity;
  readonly profile?: { readonly id: string; readonly title: string; readonly because: readonly string[] };
  /** More than one that fits equally: then the phone is refused. */
  readonly ties: readonly string[];
  /** Others that fit too, or nearly, and why they were not taken. */
  readonly others: readonly { readonly id: string; readonly why: string }[];
  readonly routes: readonly RouteExplanation[];
  readonly decision: Plan | Refusal;
  readonly questions: readonly Question[];
  /** What to type. */
  readonly next: readonly string[];
}

const MAX = 400;
const plain = (text: string) => plainText(text, MAX);
const heading = (title: string) => ['', chalk.bold(title)];
const bullets = (texts: readonly string[], by = 2) => texts.map((text) => `${' '.repeat(by)}- ${plain(text)}`);

function whoLines({ identity }: Explanation): string[] {
  const rom = 'value' in identity.rom ? [`  system   ${factWords(identity.rom)}`] : [];
  return [
    ...heading('Who it is'),
    `  kind     ${identity.kind}${'value' in identity.variant ? ` (${factWords(identity.variant)})` : ''}`,
    `  maker    ${factWords(identity.maker)}`,
    `  model    ${factWords(identity.model)}`,
    ...rom,
    `  Android  ${factWords(identity.release)}, patch level ${factWords(identity.securityPatch)}`,
    `  storage  ${factWords(identity.encryption.state)}, boot loader ${factWords(identity.bootLock)}`,
    `  how sure ${identity.confidence}`,
    ...bullets(identity.why),
  ];
}

function profileLines({ profile, ties, others }: Explanation): string[] {
  const lines = heading('Which profile speaks for it');
  if (profile) {
    lines.push(`  ${chalk.cyan(profile.id)}: ${plain(profile.title)}`, ...bullets(profile.because, 4));
  } else if (ties.length > 0) {
    lines.push(`  Several fit equally: ${plain(ties.join(', '))}. Then the phone is refused.`);
  } else {
    lines.push('  None.');
  }
  if (others.length > 0) lines.push('  Others:', ...others.map(({ id, why }) => `    - ${id}: ${plain(why)}`));
  return lines;
}

const VERDICTS = {
  taken: chalk.green('would be taken'),
  possible: chalk.yellow('possible with --route'),
  open: chalk.yellow('only when the phone answers so'),
  no: chalk.red('not for this phone'),
} as const;

function claimLines(claim: Claim, proofs: readonly string[]): string[] {
  const what = claim.method === 'none' ? 'nothing' : `${claim.method} by ${claim.technique}`;
  return [
    `at best: ${what}, evidence ${claim.maxLevel}. ${LEVEL_MEANING[claim.maxLevel]}`,
    `proved by: ${proofs.length === 0 ? 'nothing' : proofs.join('; ')}`,
  ];
}

function routeLines(route: RouteExplanation): string[] {
  const lines = [
    ...(route.claim ? claimLines(route.claim, route.proofs) : []),
    ...(route.person && route.claim ? ['a person has to do something at the phone'] : []),
    ...(route.claim === undefined || route.stays.length === 0 ? [] : [`stays: ${route.stays.join('; ')}`]),
    ...(route.verdict === 'no' ? [] : [`knowledge: ${route.knowledge}`]),
  ];
  return [
    `  ${chalk.bold(route.id)}: ${VERDICTS[route.verdict]}. ${chalk.dim(plain(route.title))}`,
    ...bullets(route.why, 4),
    ...lines.map((line) => `      ${plain(line)}`),
  ];
}

function decisionLines({ decision }: Explanation): string[] {
  if (!('reasons' in decision)) return [];
  return [
    ...heading('As far as is known, it would be refused'),
    ...decision.reasons.flatMap(({ code, text, action }) => [
      `  ${chalk.red('✗')} ${plain(text)} ${chalk.dim(`(${code})`)}`,
      ...(action === undefined ? [] : [`      ${chalk.cyan(plain(action))}`]),
    ]),
  ];
}

function questionLines({ questions }: Explanation): string[] {
  if (questions.length === 0) return [];
  const words = (code: Question['code']) =>
    code === 'root' ? 'is its shell root already?' : `${questionText(code)}? ${chalk.dim(code)}`;
  return [
    ...heading('What the phone itself must still be asked; these answers would change the plan'),
    ...questions.flatMap(({ code, answers }) => [
      `  ${words(code)}`,
      ...answers.map(({ answer, plan }) => `      if ${answer}: ${plain(plan)}`),
    ]),
  ];
}

export function explanationText(explanation: Explanation): string {
  const { file, state, routes, next } = explanation;
  return [
    `${chalk.bold('No phone was touched:')} this is what the file ${plain(file)} says of a phone in the state ${state}.`,
    ...whoLines(explanation),
    ...profileLines(explanation),
    ...(routes.length === 0 ? [] : heading('Its routes')),
    ...routes.flatMap(routeLines),
    ...decisionLines(explanation),
    ...questionLines(explanation),
    ...heading('Next'),
    ...next.map((line) => `  ${plain(line)}`),
  ].join('\n');
}

/** What a route's probes and questions prove, in words. */
export const PROOF_WORDS: Readonly<Record<string, string>> = {
  'probe:sample': 'places of the raw storage are read afterwards, and compared with before',
  'probe:state': 'the state of the phone is looked at afterwards',
  'guide:confirm': 'a person says what the screen shows',
};

/** `route x`, or why it would be refused. */
export function outcomeText(decision: Plan | Refusal): string {
  if (!('reasons' in decision)) {
    const { method, maxLevel } = decision.claim;
    return `route ${decision.route}, at best ${method} with evidence ${maxLevel}`;
  }
  return `refused: ${orWords(
    decision.reasons.map(({ text }) => text.replace(/\.$/, '')),
    'and',
  )}`;
}
