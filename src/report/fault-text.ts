/** A Fault for people: what happened, whether the phone was touched, what to do next. Only a bug shows a stack. */
import chalk from 'chalk';
import type { Fault } from '../faults/fault.ts';
import { plainText } from './terminal-text.ts';

const MAX_LINE = 400;

export function faultText(fault: Fault): string {
  const lines = fault.message.split('\n').map((line) => plainText(line, MAX_LINE));
  const text = [`${chalk.red.bold('error')} ${lines.join('\n      ')} ${chalk.dim(`(${fault.code})`)}`];
  if (fault.touched) text.push(`      ${chalk.yellow('The phone may have been changed.')}`);
  if (fault.hint) text.push(`${chalk.cyan('next')}  ${plainText(fault.hint, MAX_LINE)}`);
  if (fault.code.startsWith('BUG_')) {
    const cause = fault.cause instanceof Error ? fault.cause.stack : fault.stack;
    text.push('This is a bug of wipebench. Please report it with these lines:');
    text.push(...(cause ?? '').split('\n').map((line) => plainText(line, MAX_LINE)));
  }
  return text.join('\n');
}
