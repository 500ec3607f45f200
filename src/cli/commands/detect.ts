/** `wipebench detect`: which phones are on the cables, in which state, and what to do with each. */
import { Command } from 'commander';
import type { Bench } from '../../bench/bench.ts';
import { presentSighting } from '../../bench/handsets.ts';
import { identify } from '../../decide/identify.ts';
import { askAll } from '../../engine/ask.ts';
import { fastbootReading } from '../../engine/fastboot-reading.ts';
import { EXIT } from '../../faults/exit-codes.ts';
import { asFault } from '../../faults/fault.ts';
import type { Handset } from '../../model/handset.ts';
import type { DeviceState } from '../../model/sighting.ts';
import { STATE_HINTS } from '../../report/state-hints.ts';
import { table } from '../../report/table.ts';
import { type AdbOptions, type CommonOptions, withAdbOptions, withOutputOptions } from '../common-options.ts';
import { interruptSignal } from '../interrupt.ts';
import { type Output, openOutput } from '../output.ts';
import { openStationBench } from '../wire.ts';

interface Row {
  readonly seat: string;
  readonly state: string;
  readonly serial: string;
  readonly transport: string;
  readonly model: string;
  readonly kind: string;
  readonly hint: string;
}

/** In these modes a phone says who it is. */
const TALKATIVE: readonly DeviceState[] = ['device', 'recovery', 'fastboot', 'fastbootd'];

async function rowOf(bench: Bench, handset: Handset, signal: AbortSignal): Promise<Row> {
  const sighting = presentSighting(handset);
  const row = {
    seat: handset.seat,
    state: sighting.state,
    serial: sighting.serial,
    transport: sighting.handle,
    model: sighting.model ?? '',
    kind: 'unknown',
    hint: sighting.detail ?? STATE_HINTS[sighting.state],
  };
  if (!TALKATIVE.includes(sighting.state)) return row;
  try {
    const session = await bench.driverOf(sighting).open(sighting, signal);
    const { fastboot } = session;
    const identity = identify(
      fastboot ? { getvar: await fastbootReading(fastboot, signal) } : await askAll(session, ['props'], signal),
    );
    const model = 'value' in identity.model ? identity.model.value : row.model;
    const maker = 'value' in identity.maker ? identity.maker.value : '';
    return { ...row, kind: identity.kind, model: model.startsWith(maker) ? model : `${maker} ${model}`.trim() };
  } catch (error) {
    signal.throwIfAborted();
    return { ...row, hint: asFault(error).message };
  }
}

function show(output: Output, rows: readonly Row[]): void {
  for (const row of rows) output.emit({ type: 'handset', ...row });
  if (output.json) return;
  output.say(
    table(rows, [
      { title: 'SEAT', max: 40, cell: (row) => row.seat },
      { title: 'STATE', max: 14, cell: (row) => row.state },
      { title: 'SERIAL', max: 24, cell: (row) => row.serial },
      { title: 'MODEL', max: 32, cell: (row) => row.model },
      { title: 'KIND', max: 9, cell: (row) => row.kind },
      { title: 'WHAT TO DO', max: 90, cell: (row) => row.hint },
    ]),
  );
}

async function once(bench: Bench, output: Output, signal: AbortSignal): Promise<number> {
  const picture = await bench.current(signal);
  const rows = await Promise.all(picture.map((handset) => rowOf(bench, handset, signal)));
  if (rows.length > 0) show(output, rows);
  else output.note('No phone. Plug one in, unlock it, and switch on USB debugging in its developer options.');
  output.emit({ type: 'summary', handsets: rows.length });
  return rows.length === 0 ? EXIT.nothing : EXIT.ok;
}

async function follow(bench: Bench, output: Output, signal: AbortSignal): Promise<number> {
  let shown = new Map<string, string>();
  output.note('Watching; Ctrl-C ends it.');
  try {
    for await (const picture of bench.pictures(signal)) {
      const rows = await Promise.all(picture.map((handset) => rowOf(bench, handset, signal)));
      const now = new Map(rows.map((row) => [row.seat, JSON.stringify(row)]));
      const changed = rows.filter((row) => shown.get(row.seat) !== now.get(row.seat));
      const gone = [...shown.keys()].filter((seat) => !now.has(seat));
      if (changed.length > 0) show(output, changed);
      for (const seat of gone) {
        output.emit({ type: 'gone', seat });
        if (!output.json) output.say(`${seat}  gone`);
      }
      shown = now;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  output.emit({ type: 'summary', handsets: shown.size });
  return EXIT.ok;
}

export function detectCommand(): Command {
  const command = new Command('detect').description('show the phones on the cables, and what to do with each');
  return withAdbOptions(withOutputOptions(command))
    .option('--watch', 'go on and show every change')
    .addHelpText('after', '\nExamples:\n  wipebench detect\n  wipebench detect --watch --json')
    .action(async (options: CommonOptions & AdbOptions & { watch?: boolean }) => {
      const output = openOutput(options);
      const interrupt = interruptSignal(() => undefined);
      const bench = await openStationBench(options, output, interrupt.signal);
      try {
        process.exitCode = await (options.watch ? follow : once)(bench, output, interrupt.signal);
      } finally {
        interrupt.release();
        await bench.close();
      }
    });
}
