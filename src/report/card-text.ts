/** A card for the person at the phone: numbered, wrapped to the width of the terminal, clear without any colour. */
import chalk from 'chalk';
import { plainText } from './terminal-text.ts';

export interface CardContent {
  readonly title: string;
  /** Which phone it is about. */
  readonly phone: string;
  readonly lines: readonly string[];
  readonly kind: 'do' | 'confirm';
}

const MAX_LINE = 600;
const MIN_WIDTH = 24;
const MAX_WIDTH = 100;

/** What is typed when all is well. */
export const CARD_WORD = { do: 'done', confirm: 'seen' } as const satisfies Record<CardContent['kind'], string>;

/** Breaks at blanks; a word that is longer than a line is broken inside. Widths count code points. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line: string[] = [];
  for (const word of text.split(' ').filter((each) => each !== '')) {
    let rest = [...word];
    if (line.length > 0 && line.length + 1 + rest.length > width) {
      lines.push(line.join(''));
      line = [];
    }
    if (line.length > 0) line.push(' ');
    for (; rest.length > width; rest = rest.slice(width)) lines.push(rest.slice(0, width).join(''));
    line.push(...rest);
  }
  if (line.length > 0) lines.push(line.join(''));
  return lines;
}

/** @param columns of the terminal */
export function cardText(card: CardContent, columns: number): string {
  const width = Math.max(MIN_WIDTH, Math.min(columns, MAX_WIDTH));
  const paragraph = (text: string, first: string, next: string) =>
    wrapped(plainText(text, MAX_LINE), width - first.length).map((line, index) => (index === 0 ? first : next) + line);
  const rule = '-'.repeat(width);
  const digits = String(card.lines.length).length;
  const steps = card.lines.flatMap((line, index) => {
    const number = `  ${String(index + 1).padStart(digits)}. `;
    return paragraph(line, number, ' '.repeat(number.length));
  });
  const head = card.kind === 'do' ? 'DO THIS AT THE PHONE' : 'LOOK AT THE PHONE';
  return [
    rule,
    chalk.bold(head),
    ...paragraph(card.title, '', ''),
    ...paragraph(card.phone, 'Phone: ', '       '),
    '',
    ...steps,
    '',
    ...paragraph(question(card.kind), '', ''),
    rule,
  ].join('\n');
}

function question(kind: CardContent['kind']): string {
  return kind === 'do'
    ? 'Type "done" when all of it is done and the phone has started again, "no" when it cannot be done, "stop" to stop here; then Enter.'
    : 'Type "seen" when the phone shows this, "no" when it does not, "stop" to stop here; then Enter.';
}

/** `done`: yes, in the word that this kind of card asks for; `unclear`: none of the words. */
export type CardAnswer = 'done' | 'not-done' | 'stop' | 'unclear';

/** The word of the other kind of card is no answer: whoever types it has not read what is asked. */
export function cardAnswer(typed: string, kind: CardContent['kind']): CardAnswer {
  const word = typed.trim().toLowerCase();
  if (word === CARD_WORD[kind]) return 'done';
  if (word === 'no') return 'not-done';
  return word === 'stop' ? 'stop' : 'unclear';
}
