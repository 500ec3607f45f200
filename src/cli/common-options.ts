/** Options that several commands share, defined once so that they mean the same everywhere. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { Fault } from '../faults/fault.ts';

export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export interface AdbOptions {
  readonly adb: string;
  readonly adbHost: string;
  readonly adbPort: number;
  readonly fastbootProgram: string;
  /** Boot loaders that are reached over a network: `tcp:HOST:PORT[@SEAT]`. */
  readonly fastboot?: readonly string[];
  /** The program that starts Android Virtual Devices; undefined: where the SDK keeps it. */
  readonly emulator?: string;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw new Fault('USAGE_ARGUMENT', `${text} is not a port number.`);
  }
  return port;
}

export function withOutputOptions(command: Command): Command {
  return command
    .option('--json', 'one JSON object per line on standard output; words for people on standard error')
    .option('--quiet', 'no progress and no advice')
    .addOption(new Option('--no-color', 'no colours (also: NO_COLOR=1)').default(true));
}

export function withAdbOptions(command: Command): Command {
  return command
    .addOption(new Option('--adb <program>', 'the adb program').default('adb').env('ADB'))
    .addOption(new Option('--adb-host <host>', 'where the adb server runs').default('127.0.0.1'))
    .addOption(
      new Option('--adb-port <port>', 'port of the adb server')
        .argParser(portNumber)
        .default(5037)
        .env('ANDROID_ADB_SERVER_PORT'),
    )
    .addOption(new Option('--fastboot-program <program>', 'the fastboot program').default('fastboot').env('FASTBOOT'))
    .addOption(
      new Option(
        '--fastboot <address>',
        'a boot loader on the network, tcp:HOST:PORT, and after @ the seat of the same phone in adb; may be repeated',
      )
        .argParser((text: string, before: readonly string[] = []) => [...before, ...text.split(/\s+/).filter(Boolean)])
        .env('WIPEBENCH_FASTBOOT'),
    )
    .addOption(
      new Option(
        '--emulator <program>',
        'the emulator program of the Android SDK, if it is not where ANDROID_HOME says',
      ).env('WIPEBENCH_EMULATOR'),
    );
}

export function withSettingsOption(command: Command): Command {
  return command.option('--config <file>', 'settings file (default: the one that `wipebench init` wrote)');
}
