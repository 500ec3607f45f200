/** Everyday words for messages, names and notes. Invented people only. */
import type { SeededBytes } from './seeded-bytes.ts';

const FIRST = ['Ada', 'Bruno', 'Chen', 'Dilara', 'Emeka', 'Freya', 'Goran', 'Hana', 'Ines', 'Jonas'] as const;
const LAST = ['Abara', 'Bianchi', 'Castro', 'Dvorak', 'Eriksen', 'Fofana', 'Gruber', 'Haddad'] as const;
const SENTENCES = [
  'Are we still meeting at the station at six?',
  'The doctor moved the appointment to Thursday morning.',
  'I left the spare key with the neighbour.',
  'Can you send me the photos from the lake?',
  'Dinner was lovely, thank you again!',
  'The parcel arrived, but the box was open.',
  'Do not forget to call grandmother on Sunday.',
  'My new number works from tomorrow on.',
  'The contract is signed, I will scan it tonight.',
  'Running ten minutes late, sorry.',
] as const;

export function personName(random: SeededBytes): string {
  return `${random.pick(FIRST)} ${random.pick(LAST)}`;
}

/** From the range +1 555 0100 to 0199, which is kept free for fiction. */
export function phoneNumber(random: SeededBytes): string {
  return `+1555010${String(random.below(1000)).padStart(4, '0')}`;
}

export function sentence(random: SeededBytes): string {
  return random.pick(SENTENCES);
}

export function paragraph(random: SeededBytes, sentences: number): string {
  return Array.from({ length: sentences }, () => sentence(random)).join(' ');
}
