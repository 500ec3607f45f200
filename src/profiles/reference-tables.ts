/** The tables of PROFILES.md, out of what the program itself uses; `npm run schema` writes them, a test compares. */
import { supposedItem } from '../decide/preflight.ts';
import { SHELL_PROBES } from '../decide/state-signals.ts';
import { VERB_DANGER } from '../decide/verb-danger.ts';
import { CONDITION_FACTS } from '../model/condition.ts';
import { EVIDENCE_LEVELS, LEVEL_MEANING } from '../model/evidence-level.ts';
import { VERBS } from '../model/plan.ts';
import { PREFLIGHT_CODES } from '../model/preflight.ts';
import { FACT_MEANINGS, valueWords } from './fact-values.ts';
import { FIELD_WORDS } from './field-words.ts';
import { OPERATOR_VERBS, VERB_ARGUMENTS, VERB_WORDS } from './verb-arguments.ts';

/** A bar would end the cell. */
const cell = (text: string) => text.replaceAll('|', '\\|');

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

const fields = (kind: 'profile' | 'route') =>
  table(
    ['Field', 'What it is for'],
    Object.entries(FIELD_WORDS[kind]).map(([name, words]) => [`\`${name}\``, words]),
  );

function verbs(): string {
  return table(
    ['Verb', 'Arguments', 'Danger', 'What it does'],
    VERBS.map((verb) => {
      const args = Object.entries(VERB_ARGUMENTS[verb]).map(
        ([name, { values }]) => `\`${name}\`: ${values.join(', ')}`,
      );
      const danger = OPERATOR_VERBS.includes(verb) ? `${VERB_DANGER[verb]}; never in a route` : VERB_DANGER[verb];
      return [`\`${verb}\``, args.join('; '), danger, VERB_WORDS[verb]];
    }),
  );
}

/** By name, as the marks in the document have it. */
export const REFERENCE_TABLES: Readonly<Record<string, () => string>> = {
  'fields of a profile': () => fields('profile'),
  'fields of a route': () => fields('route'),
  facts: () =>
    table(
      ['Fact', 'Values', 'What it is'],
      CONDITION_FACTS.map((fact) => {
        const { values, words } = FACT_MEANINGS[fact];
        return [`\`${fact}\``, valueWords(values), words];
      }),
    ),
  preflight: () =>
    table(
      ['Question', 'A yes', 'What a yes means'],
      PREFLIGHT_CODES.map((code) => {
        const item = supposedItem(code, 'yes');
        return [`\`${code}\``, item?.severity ?? 'not asked yet', item?.text ?? ''];
      }),
    ),
  verbs,
  probes: () =>
    table(
      ['Probe', 'What it proves', 'What it cannot'],
      SHELL_PROBES.map(({ id, proves, cannotProve }) => [`\`${id}\``, proves, cannotProve]),
    ),
  levels: () =>
    table(
      ['Level', 'What it means'],
      EVIDENCE_LEVELS.map((level) => [`\`${level}\``, LEVEL_MEANING[level]]),
    ),
};

/** @returns the document with every table between its marks made anew */
export function withTables(document: string): string {
  return document.replace(
    /(<!-- table: ([a-z ]+) -->)[\s\S]*?(<!-- end -->)/g,
    (whole: string, begin: string, name: string, end: string) => {
      const make = REFERENCE_TABLES[name];
      return make ? `${begin}\n${make()}\n${end}` : whole;
    },
  );
}
