/** The only file that names concrete drivers. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Bench, openBench } from '../bench/bench.ts';
import { adbDriver } from '../drivers/adb/driver.ts';
import { EXPECTED_SERVER_VERSION, serverVersion } from '../drivers/adb/server.ts';
import { type EmulatorOptions, withEmulatorConsoles } from '../drivers/emulator/emulator.ts';
import { parseFastbootAddress } from '../drivers/fastboot/address.ts';
import { fastbootDriver } from '../drivers/fastboot/driver.ts';
import { defaultFolders } from '../host/folders.ts';
import type { AdbOptions } from './common-options.ts';
import type { Output } from './output.ts';

const isHere = (host: string) => ['127.0.0.1', 'localhost', '::1'].includes(host);

function emulatorOptions({ emulator }: AdbOptions): EmulatorOptions {
  const { env } = process;
  return {
    program: emulator,
    env,
    tokenFile: join(env['HOME'] ?? homedir(), '.emulator_console_auth_token'),
    logFolder: defaultFolders(env).data,
  };
}

/**
 * The bench of this station. An adb server of another version than we know is used all the same, and never killed: the
 * operator is told.
 */
export async function openStationBench(options: AdbOptions, output: Output, signal: AbortSignal): Promise<Bench> {
  const address = { host: options.adbHost, port: options.adbPort, program: options.adb };
  const version = await serverVersion(address, signal);
  if (typeof version === 'number' && version !== EXPECTED_SERVER_VERSION) {
    output.note(
      `The adb server on ${address.host}:${address.port} has version ${version}; this program knows ` +
        `${EXPECTED_SERVER_VERSION}. It is used as it is, because ending it would cut off everybody else who uses it.`,
    );
  }
  const fastboot = fastbootDriver({
    program: options.fastbootProgram,
    addresses: (options.fastboot ?? []).map(parseFastbootAddress),
  });
  const adb = adbDriver(address);
  return openBench([isHere(address.host) ? withEmulatorConsoles(adb, emulatorOptions(options)) : adb, fastboot]);
}
