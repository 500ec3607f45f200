/** Trade-in mode of Android 16: adbd without authorisation that answers tradeinmode only (adb/daemon/tradeinmode.cpp). */
import type { ChildProcess } from 'node:child_process';
import type { StartService } from '../adb/connection.ts';
import { serveRaw, serveV2 } from '../adb/shell-service.ts';

const ALLOWED = /^tradeinmode(?: [A-Za-z0-9_-]+)*$/;

/** @param run starts the program with its arguments already split; no shell is involved. */
export function tradeInService(
  run: (program: readonly string[]) => ChildProcess,
  name: string,
): StartService | undefined {
  const [service = '', command = ''] = name.split(/:(.*)/s, 2);
  const [kind, ...options] = service.split(',');
  if (kind !== 'shell' || !ALLOWED.test(command)) return undefined;
  const [, ...args] = command.split(' ');
  const program = ['/system/bin/tradeinmode', ...args];
  return (stream) => (options.includes('v2') ? serveV2 : serveRaw)(stream, run(program));
}
