/** A plan and a refusal for people. */
import chalk from 'chalk';
import { LEVEL_MEANING } from '../model/evidence-level.ts';
import type { Fact } from '../model/fact.ts';
import type { Plan, Refusal } from '../model/plan.ts';
import { preflightLines } from './preflight-text.ts';
import { plainText } from './terminal-text.ts';

export function factWords(fact: Fact<string | number | boolean | readonly string[]>, max = 60): string {
  return 'value' in fact
    ? plainText(String(fact.value), max)
    : chalk.dim(`unknown (${plainText(fact.unavailable, max)})`);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', chalk.bold(title), ...lines.map((line) => `  ${line}`)];
}

/** Words of a profile, which is a file like any other. */
const words = (texts: readonly string[]) => texts.map((text) => plainText(text, 300));

/** @param digest of the plan: what a consent names */
export function planText(plan: Plan, digest: string): string {
  const { identity } = plan.target;
  const short = plan.claim.maxLevel !== plan.requiredLevel ? `, and ${plan.requiredLevel} is required` : '';
  return [
    `${chalk.bold('Plan')} for the phone on ${chalk.cyan(plainText(plan.target.seat))}`,
    ...section('Phone', [
      `maker    ${factWords(identity.maker)}`,
      `model    ${factWords(identity.model)}`,
      `serial   ${factWords(identity.serial)}`,
      `IMEI     ${factWords(identity.imeis)}`,
      `Android  ${factWords(identity.release)}, patch level ${factWords(identity.securityPatch)}`,
      `kind     ${identity.kind}${identity.kind === 'virtual' ? ' (not a real phone; the certificate will say so)' : ''}`,
    ]),
    ...section('Before the wipe', preflightLines(plan.preflight)),
    ...section(
      `Route ${plan.route} of profile ${plan.profile.id}`,
      plan.steps.flatMap((step, index) => {
        const danger = step.danger === 'erases' ? chalk.red(' [erases]') : '';
        const card = (step.card ?? []).map((line) => chalk.dim(`     - ${plainText(line, 400)}`));
        return [`${index + 1}. ${plainText(step.words, 300)}${danger}`, ...card];
      }),
    ),
    ...section('Erased', words(plan.erases)),
    ...section('Stays', words(plan.stays)),
    ...section('Can be claimed at best', [
      `method ${plan.claim.method}, technique ${plan.claim.technique}, evidence ${plan.claim.maxLevel}${short}`,
      LEVEL_MEANING[plan.claim.maxLevel],
      ...words(plan.claim.why),
    ]),
    ...section(
      'Other routes',
      plan.notTaken.map(({ route, why }) => `${route}: ${plainText(why)}`),
    ),
    '',
    chalk.dim(`plan digest ${digest}`),
  ].join('\n');
}

export function refusalText(refusal: Refusal): string {
  return [
    `${chalk.red.bold('Refused.')} The phone was not touched.`,
    ...refusal.reasons.map(({ code, text, action }) => {
      const next = action ? `\n    ${chalk.cyan(plainText(action, 300))}` : '';
      return `  ${chalk.red('✗')} ${plainText(text, 300)} ${chalk.dim(`(${code})`)}${next}`;
    }),
  ].join('\n');
}

/** One line, for those who have consented already. */
export function planLine(plan: Plan): string {
  const { identity, seat } = plan.target;
  const kind = identity.kind === 'phone' ? '' : `, ${identity.kind}`;
  return (
    `${factWords(identity.maker)} ${factWords(identity.model)} on ${plainText(seat)}${kind}: ` +
    `route ${plan.route} of profile ${plan.profile.id}, ${plan.claim.method} by ${plan.claim.technique}, ` +
    `at best ${plan.claim.maxLevel} (required: ${plan.requiredLevel})`
  );
}
