/** A run as plain lines, for logs and pipes: one line where a step begins, one where it ends, progress every few seconds. */
import type { EngineEvent } from '../model/event.ts';
import { readingText, writingText } from './reading-text.ts';
import { plainText } from './terminal-text.ts';

const PROGRESS_EVERY_MS = 2000;

/** @returns the line for this event, or undefined when it is not worth one. Pure but for the time of the last progress. */
export function runLines(): (event: EngineEvent) => string | undefined {
  let last = Number.NEGATIVE_INFINITY;
  let start = 0;
  let going: string | undefined;
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
      case 'reading':
      case 'writing': {
        const now = Date.parse(event.at);
        if (event.done === 0 || going !== event.type) start = now;
        going = event.done < event.total ? event.type : undefined;
        if (now - last < PROGRESS_EVERY_MS && going !== undefined) return undefined;
        last = now;
        const seconds = (now - start) / 1000;
        return line(`    ${event.type === 'reading' ? readingText(event, seconds) : writingText(event, seconds)}`);
      }
      default:
        return undefined;
    }
  };
}
