/** Chooses how a run is shown: JSON lines, a spinner on a terminal, or plain lines. */
import type { Reporter } from '../model/event.ts';
import { runLines } from '../report/run-lines.ts';
import { runSpinner } from '../report/run-spinner.ts';
import type { Output } from './output.ts';

export interface RunScreen {
  readonly report: Reporter;
  say(text: string): void;
  /** Keeps still while a person is asked; what must be said meanwhile goes on lines of its own. @returns goes on */
  hold(): () => void;
  stop(): void;
}

const GO_ON = () => undefined;

/** A script that reads JSON gets progress of reading and writing no more often than this. */
const JSON_PROGRESS_EVERY_MS = 100;

function jsonReporter(output: Output): Reporter {
  let last = 0;
  return (event) => {
    if ((event.type === 'reading' || event.type === 'writing') && event.done < event.total) {
      const now = Date.parse(event.at);
      if (now - last < JSON_PROGRESS_EVERY_MS) return;
      last = now;
    }
    output.emit({ ...event });
  };
}

export function openScreen(output: Output, quiet: boolean): RunScreen {
  if (output.json)
    return { report: jsonReporter(output), say: (text) => output.note(text), hold: () => GO_ON, stop: () => undefined };
  if (quiet)
    return { report: () => undefined, say: (text) => output.note(text), hold: () => GO_ON, stop: () => undefined };
  if (process.stderr.isTTY) return runSpinner(process.stderr);
  const lines = runLines();
  return {
    report: (event) => {
      const line = lines(event);
      if (line !== undefined) output.note(line);
    },
    say: (text) => output.note(text),
    hold: () => GO_ON,
    stop: () => undefined,
  };
}
