/** The system programs that make and change storage. A non-zero exit is a Fault with the program's last words. */
import { delimiter } from 'node:path';
import { Fault } from '../../faults/fault.ts';
import { type RunOptions, runProgram } from '../../host/run.ts';

/** mke2fs, losetup and blkdiscard live where a user's PATH may not look. */
export const TOOL_PATH = [process.env['PATH'] ?? '', '/usr/sbin', '/sbin'].join(delimiter);

/** @throws Fault `ENV_TOOL_MISSING`, `ENV_PERMISSION`, `ENV_TOOL_FAILED` */
export async function runTool(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await runProgram(program, args, { ...options, env: { ...options.env, PATH: TOOL_PATH } });
  if (result.exitCode !== 0) {
    const words = result.stderr.trim().split('\n').slice(-3).join(' ');
    throw new Fault('ENV_TOOL_FAILED', `${program} ended with ${result.exitCode ?? 'a signal'}: ${words}`, {
      cause: result,
    });
  }
  return result.stdout;
}
