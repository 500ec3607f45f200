/** What is done with a memory card before the phone itself is erased: afterwards nobody lets us in to do it. */
import type { CardChoice, Refusal, Step } from '../model/plan.ts';
import type { FactView } from './conditions.ts';
import { VERB_DANGER } from './verb-danger.ts';

const STEPS = {
  format: {
    id: 'format-card',
    verb: 'card:format',
    words: 'Partition the memory card anew with an empty file system; what it held is not overwritten.',
    timeoutSeconds: 300,
  },
  overwrite: {
    id: 'overwrite-card',
    verb: 'card:overwrite',
    words: 'Write over the whole memory card, read places of it back, and partition it anew.',
    timeoutSeconds: 86_400,
  },
} as const;

/** Undefined when there is nothing to do: the card is left, or there is none. */
export function cardStep(choice: CardChoice, view: FactView): Step | Refusal | undefined {
  if (choice === 'leave' || view.preflight.SD_CARD_PRESENT === 'no') return undefined;
  const refuse = (text: string, action: string): Refusal => ({ reasons: [{ code: 'PLAN_SD_CARD', text, action }] });
  if (view.preflight.SD_CARD_PRESENT !== 'yes') {
    return refuse('Whether a memory card is in the phone is not known.', 'Take the card out, or use --sd-card leave.');
  }
  if (view.facts.state !== 'device') {
    return refuse('The memory card can be reached only while Android runs.', 'Start Android, or use --sd-card leave.');
  }
  if (choice === 'overwrite' && (view.facts.rootShell ?? 'no') === 'no') {
    return refuse('Writing over the memory card needs root.', 'Use --sd-card format, or take the card out.');
  }
  const step = STEPS[choice];
  return { ...step, args: {}, danger: VERB_DANGER[step.verb] };
}
