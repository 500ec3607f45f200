/** A shell that says what the test lets it say, and one verb alone on it. */
import type { Session, ShellResult } from '../../src/drivers/driver.ts';
import { executePlan } from '../../src/engine/execute.ts';
import type { Link } from '../../src/engine/link.ts';
import { Fault } from '../../src/faults/fault.ts';
import type { Step } from '../../src/model/plan.ts';
import { inputOf, linkOn, memory, planOf } from './fixtures.ts';

/** Undefined ends with exit code 1, as a missing program does; `closed` breaks the connection. */
export type Answer = (command: string, input?: Uint8Array) => Partial<ShellResult> | 'closed' | undefined;

export function fakeShell(answer: Answer, asked: string[] = []): Partial<Session> {
  return {
    shell: {
      run: async (command, _signal, input) => {
        asked.push(command);
        const said = answer(command, input);
        if (said === 'closed') throw new Fault('DEVICE_CLOSED', 'gone');
        return { exitCode: 0, stdout: '', stderr: '', ...(said ?? { exitCode: 1, stderr: 'refused' }) };
      },
      stream: () => Promise.reject(new Error('no stream')),
    },
  };
}

/** Runs one step, or several of which the last is looked at. */
export async function ranOn(
  steps: readonly Step[],
  session: Partial<Session>,
  change: Partial<Link> = {},
  before: ReturnType<typeof memory>['readingsBefore'] = {},
) {
  const kept = { ...memory(), readingsBefore: before };
  const run = await executePlan(inputOf(planOf(...steps), linkOn(session, change), { memory: kept }));
  return { run, kept, code: run.ending.kind === 'failed' ? run.ending.code : run.ending.kind };
}
