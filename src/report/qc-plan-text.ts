/** The plan of an independent check in words: which phones, who wiped them, and how little a small sample proves. */
import {
  type Apart,
  type ApartReason,
  isDependent,
  type LotChoice,
  type QcPlan,
  type QcProves,
} from '../model/qc-plan.ts';
import { table } from './table.ts';
import { plainText } from './terminal-text.ts';

const APART_WORDS: Readonly<Record<ApartReason, string>> = {
  failed: 'the wipe failed: no sanitized phone, to be destroyed or sanitized again',
  rejected: 'a person rejected the certificate',
  simulated: 'no real phone',
  'wiped-by-checker': 'wiped by the person who would check',
  'operator-not-stated': 'nobody knows who wiped it',
  'lot-unknown': 'no copy of the certificate tells its lot',
};

/** A share as per cent, with three digits at most. */
function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** As `lot L-9, issued since 2026-01-01T00:00:00.000Z`. */
export function choiceWords({ lot, since, until }: LotChoice): string {
  return [
    ...(lot === null ? ['all lots'] : [`lot ${plainText(lot, 120)}`]),
    ...(since === null ? [] : [`issued since ${since}`]),
    ...(until === null ? [] : [`issued before ${until}`]),
  ].join(', ');
}

/** What it would mean if every phone of the sample were found clean. */
export function provesLines({ confidence, badAtMost, shares }: QcProves, units: number, dependent: number): string[] {
  const rest =
    dependent === 0
      ? []
      : [
          `Of the ${dependent} phones that the checker cannot check it says nothing; another person has to draw from them.`,
        ];
  // In a small lot 1 % and 5 % can be the same one phone.
  const counts = shares.filter(({ bad }, place) => shares.findIndex((each) => each.bad === bad) === place);
  return [
    `${percent(confidence)} confidence that at most ${badAtMost} of these ${units} phones (${percent(badAtMost / units)}) are bad.`,
    ...counts.map(
      ({ bad, chance }) =>
        `If ${bad} of them (${percent(bad / units)}) ${bad === 1 ? 'is' : 'are'} bad, the chance to catch at least one is ${percent(chance)}.`,
    ),
    ...counts.map(({ bad, needed }) => {
      const claim = bad === 1 ? 'none is bad' : `fewer than ${bad} (${percent(bad / units)}) are bad`;
      return `To say that ${claim}, ${needed} would have to be checked.`;
    }),
    ...rest,
  ];
}

function apartLines(apart: readonly Apart[]): string[] {
  const reasons = [...new Set(apart.map(({ why }) => why))];
  return reasons.map((why) => {
    const ids = apart.filter((each) => each.why === why).map(({ certificateId }) => certificateId);
    const shown = ids.slice(0, 5).join(', ');
    return `  ${ids.length}: ${APART_WORDS[why]} (${plainText(ids.length > 5 ? `${shown}, …` : shown, 400)})`;
  });
}

/** Nothing in it can move the cursor. */
export function qcPlanText(plan: QcPlan): string {
  const { population, apart, picked, ledger, seed, proves } = plan;
  const rows = picked.flatMap((number, turn) => {
    const unit = population[number];
    return unit ? [{ ...unit, number, turn }] : [];
  });
  const drawn = seed.source === 'drawn';
  return [
    `${plan.simulated ? 'SIMULATED - ' : ''}Independent check of ${choiceWords(plan.choice)}: ${picked.length} of ${population.length} phones, picked at random.`,
    '',
    table(rows, [
      { title: 'TURN', max: 6, cell: ({ turn }) => String(turn + 1) },
      { title: 'CERTIFICATE', max: 64, cell: ({ certificateId }) => certificateId },
      { title: 'RESULT', max: 10, cell: ({ result }) => result },
      { title: 'WIPED BY', max: 30, cell: ({ operator }) => operator },
      { title: 'ENTRY', max: 10, cell: ({ index }) => String(index) },
    ]),
    '',
    'If all of them are found clean:',
    ...provesLines(proves, population.length, apart.filter(isDependent).length).map((line) => `  ${line}`),
    ...(apart.length === 0 ? [] : ['', 'Not among those that could be picked:', ...apartLines(apart)]),
    '',
    `Checker  ${plainText(plan.checker, 64)}; nobody checks the own work`,
    `Seed     ${seed.value} (${drawn ? 'fresh randomness and the head of the ledger' : 'given by a person, who may have chosen it'})`,
    `Ledger   entries 0 to ${ledger.size - 1}, root ${ledger.root}`,
    `Plan     ${plan.digest}`,
  ].join('\n');
}
