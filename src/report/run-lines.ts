/** A run as plain lines, for logs and pipes: one line where a step begins, one where it ends, reading every few seconds. */
import type { EngineEvent } from '../model/event.ts';
import { readingText } from './reading-text.ts';
import { plainText } from './terminal-text.ts';

const READING_EVERY_MS = 2000;

/** @returns the line for this event, or undefined when it is not worth one. Pure but for the time of the last reading. */
export function runLines(): (event: EngineEvent) => string | undefined {
  let lastReading = Number.NEGATIVE_INFINITY;
  let startOfReading = 0;
  return (event) => {
    const time = event.at.slice(11, 19);
    const line = (text: string) => `${time} ${plainText(event.seat, 40)}  ${text}`;
    switch (event.type) {
      case 'step-started':
        return line(`${event.index + 1}/${event.count} ${plainText(event.step.words)}`);
      case 'step-ended':
        return event.step.outcome === 'done'
          ? line(
              `    done: ${plainText([event.step.evidence?.marker, event.step.evidence?.observation].filter(Boolean).join('; '), 160)}`,
            )
          : line(`    ${event.step.outcome}${event.step.code ? ` (${event.step.code})` : ''}`);
      case 'note':
        return line(`    ${plainText(event.text)}`);
      case 'reading': {
        const now = Date.parse(event.at);
        if (event.done === 0 || startOfReading === 0) startOfReading = now;
        if (now - lastReading < READING_EVERY_MS && event.done < event.total) return undefined;
        lastReading = now;
        const seconds = (now - startOfReading) / 1000;
        if (event.done >= event.total) startOfReading = 0;
        return line(`    ${readingText(event, seconds)}`);
      }
      default:
        return undefined;
    }
  };
}
