/** The only file that names concrete drivers. */
import { type Bench, openBench } from '../bench/bench.ts';
import { adbDriver } from '../drivers/adb/driver.ts';
import type { AdbOptions } from './common-options.ts';

export function benchOf(options: AdbOptions): Bench {
  return openBench([adbDriver({ host: options.adbHost, port: options.adbPort, program: options.adb })]);
}
