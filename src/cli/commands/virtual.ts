/** `wipebench virtual`: virtual phones on a real ADB server, for trying out, demos and CI. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { startPrivateAdbServer } from '../../drivers/adb/private-server.ts';
import { EXIT } from '../../faults/exit-codes.ts';
import { Fault } from '../../faults/fault.ts';
import type { PhoneDefinition } from '../../virtual/definition.ts';
import { loadDefinition, shippedNames } from '../../virtual/definition-file.ts';
import type { VirtualEvent } from '../../virtual/events.ts';
import { startVirtualBench } from '../../virtual/virtual-bench.ts';
import { type CommonOptions, withOutputOptions } from '../common-options.ts';
import { interruptSignal } from '../interrupt.ts';
import { type Output, openOutput } from '../output.ts';

interface StartOptions extends CommonOptions {
  readonly state?: string;
  readonly adb: string;
  readonly adbPort?: number;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port > 0 && port < 65_536) return port;
  throw new Fault('USAGE_ARGUMENT', `${text} is not a port number.`);
}

function wordsFor(event: VirtualEvent): string {
  const who = `${event.seat}  ${event.phone}`;
  switch (event.type) {
    case 'phone-state':
      return `${who}  ${event.state}`;
    case 'phone-unauthorized':
      return `${who}  does not accept the key of this ADB server`;
    case 'phone-wipe':
      return `${who}  reports ${event.reported ? 'a complete wipe' : 'a failed wipe'}`;
    case 'phone-power-lost':
      return `${who}  lost its power at ${event.step}`;
    case 'phone-trouble':
      return `${who}  ${event.message}`;
  }
}

async function loadAll(files: readonly string[]): Promise<PhoneDefinition[]> {
  const definitions = await Promise.all(files.map(loadDefinition));
  const twice = definitions.find((each, index) =>
    definitions.some((other, at) => at < index && other.name === each.name),
  );
  if (twice) throw new Fault('USAGE_ARGUMENT', `Two phones are named ${twice.name}; each needs a name of its own.`);
  return definitions;
}

/** Runs until it is interrupted. */
async function start(files: readonly string[], options: StartOptions, output: Output): Promise<void> {
  const definitions = await loadAll(files);
  const scratch = await mkdtemp(join(tmpdir(), 'wipebench-virtual-'));
  const interrupt = interruptSignal(() => undefined);
  const undo: (() => Promise<void>)[] = [() => rm(scratch, { recursive: true, force: true })];
  try {
    const server =
      options.adbPort === undefined
        ? await startPrivateAdbServer({ program: options.adb, folder: join(scratch, 'adb') })
        : undefined;
    if (server) undo.push(() => server.stop());
    const adbPort = server?.port ?? options.adbPort ?? 0;
    const bench = await startVirtualBench({
      definitions,
      stateFolder: options.state === undefined ? join(scratch, 'phones') : resolve(options.state),
      adbServerPort: adbPort,
      onEvent: (event) => {
        output.emit({ ...event });
        output.note(wordsFor(event));
      },
    });
    undo.push(() => bench.close());
    const phones = bench.phones.map(({ name, seat, state, fastbootAddress }) => ({
      name,
      seat,
      state,
      fastboot: fastbootAddress,
    }));
    output.emit({ type: 'virtual-bench', adbPort, phones });
    output.note(`\n${phones.length} virtual phone(s). In another terminal:\n  wipebench detect --adb-port ${adbPort}`);
    const addresses = phones.map(({ fastboot }) => fastboot).join(' ');
    output.note(`For phones in their boot loader, before it:\n  export WIPEBENCH_FASTBOOT='${addresses}'`);
    output.note('Ctrl-C switches them off.');
    if (!interrupt.signal.aborted) {
      await new Promise<void>((done) => interrupt.signal.addEventListener('abort', () => done(), { once: true }));
    }
  } finally {
    for (const each of undo.toReversed()) await each();
    interrupt.release();
  }
  output.emit({ type: 'summary', exit: EXIT.ok });
}

async function list(output: Output): Promise<void> {
  const definitions = await Promise.all((await shippedNames()).map(loadDefinition));
  const width = Math.max(...definitions.map(({ name }) => name.length));
  for (const { name, description } of definitions) {
    output.emit({ type: 'definition', name, description });
    if (!output.json) output.say(`${name.padEnd(width)}  ${description}`);
  }
  output.emit({ type: 'summary', exit: EXIT.ok });
}

/** The `virtual` command with `start` and `list`. */
export function virtualCommand(): Command {
  const command = new Command('virtual').description('virtual phones on a real ADB server');
  const starter = withOutputOptions(new Command('start').description('switch virtual phones on, until Ctrl-C'))
    .argument('<file...>', 'definition files, or names of shipped definitions')
    .option(
      '--state <folder>',
      'keep the phones there and continue with them the next time; otherwise they are forgotten',
    )
    .option('--adb <program>', 'the adb program for the private server', 'adb')
    .option('--adb-port <port>', 'use the ADB server on this port instead of a private one', portNumber)
    .addHelpText(
      'after',
      '\nExamples:\n  wipebench virtual start userdebug-honest\n' +
        '  wipebench virtual start ./my-phone.json retail-liar --state ./phones --json',
    )
    .action(async (files: string[], options: StartOptions) => start(files, options, openOutput(options)));
  const lister = withOutputOptions(new Command('list').description('the definitions that ship with wipebench'))
    .addHelpText('after', '\nExamples:\n  wipebench virtual list\n  wipebench virtual list --json')
    .action(async (options: CommonOptions) => list(openOutput(options)));
  return command.addCommand(starter).addCommand(lister);
}
