/** What is done with a memory card in the phone: for the operator to say, because no wipe of the phone reaches it. */
import { Option } from 'commander';
import { CARD_CHOICES, type CardChoice } from '../model/plan.ts';

export interface CardOptions {
  readonly sdCard: CardChoice;
}

export function sdCardOption(): Option {
  return new Option(
    '--sd-card <what>',
    'the memory card: leave it; format it, which overwrites nothing; or write over all of it, which needs root',
  )
    .choices(CARD_CHOICES)
    .default('leave');
}
