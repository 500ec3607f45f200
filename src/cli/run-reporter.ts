/** Chooses how a run is shown: JSON lines, a spinner on a terminal that tells its width, or plain lines. */
import type { Reporter } from '../model/event.ts';
import { runLines } from '../report/run-lines.ts';
import type { RunScreen } from '../report/run-screen.ts';
import type { Output } from './output.ts';
import { terminalScreen } from './terminal-screen.ts';

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

function plainScreen(output: Output): RunScreen {
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

/** @param stream where people read */
export function openScreen(output: Output, quiet: boolean, stream: NodeJS.WriteStream = process.stderr): RunScreen {
  if (output.json)
    return { report: jsonReporter(output), say: (text) => output.note(text), hold: () => GO_ON, stop: () => undefined };
  if (quiet)
    return { report: () => undefined, say: (text) => output.note(text), hold: () => GO_ON, stop: () => undefined };
  return stream.isTTY ? terminalScreen(stream, plainScreen(output)) : plainScreen(output);
}
