/** Everything a run needs, made ready before and put away after: station, bench, screen, Ctrl-C. */
import type { Bench } from '../bench/bench.ts';
import type { RunScreen } from '../report/run-screen.ts';
import type { AdbOptions, CommonOptions } from './common-options.ts';
import { interruptSignal } from './interrupt.ts';
import { type Output, openOutput } from './output.ts';
import { openScreen } from './run-reporter.ts';
import { openStation, type Station, type StationOptions } from './station.ts';
import { openStationBench } from './wire.ts';

/** What a run needs that no phone on a cable is part of. */
export interface StationTools {
  readonly station: Station;
  readonly output: Output;
  readonly screen: RunScreen;
  readonly signal: AbortSignal;
}

export interface RunTools extends StationTools {
  readonly bench: Bench;
}

export interface StationRunOptions extends CommonOptions, StationOptions {}
export interface RunOptions extends StationRunOptions, AdbOptions {}

/** What a run answers to the first Ctrl-C, and to the next. */
const INTERRUPT_WORDS = [
  'Stopping at the next safe point; a wipe that has begun is not broken off.',
  'Still waiting for the safe point; once more ends the program at once (then use `wipebench resume`).',
] as const;

/** @param act its result becomes the exit code */
export async function withStationTools(
  options: StationRunOptions,
  act: (tools: StationTools) => Promise<number>,
): Promise<void> {
  const output = openOutput(options);
  const station = await openStation(options, output);
  const screen = openScreen(output, options.quiet ?? false);
  const interrupt = interruptSignal((times) => screen.say(INTERRUPT_WORDS[times > 1 ? 1 : 0]));
  try {
    process.exitCode = await act({ station, output, screen, signal: interrupt.signal });
  } finally {
    screen.stop();
    interrupt.release();
    await station.close();
  }
}

/** The same with what is on the cables. */
export async function withRunTools(options: RunOptions, act: (tools: RunTools) => Promise<number>): Promise<void> {
  await withStationTools(options, async (tools) => {
    const bench = await openStationBench(options, tools.output, tools.signal);
    try {
      return await act({ ...tools, bench });
    } finally {
      await bench.close();
    }
  });
}
