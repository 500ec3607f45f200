/** What can be done with a phone in its boot loader or in fastbootd. One run of the program for every question. */
import { Fault } from '../../faults/fault.ts';
import type { RunResult } from '../../host/run.ts';
import { ERASABLE, type Fastboot, type RebootTarget, type Session } from '../driver.ts';
import { connectionLost, demandErased, faultOf, readVariable, textOf } from './read-answer.ts';

/** Runs the program on this phone, while the driver knows that it does. */
export type RunCommand = (args: readonly string[], signal: AbortSignal, timeoutMs?: number) => Promise<RunResult>;

/** A boot loader answers within a moment; a list of all its variables takes some of them seconds. */
const ANSWER_MS = 10_000;
const LIST_MS = 30_000;
const REBOOT_MS = 20_000;

const VARIABLE = /^[a-z0-9][a-z0-9_.:-]{0,63}$/i;

/** `fastboot reboot` for each target; rescue and sideload are modes of recovery that no boot loader can be asked for. */
const REBOOT_ARGUMENTS: Readonly<Partial<Record<RebootTarget, readonly string[]>>> = {
  system: ['reboot'],
  bootloader: ['reboot', 'bootloader'],
  fastboot: ['reboot', 'fastboot'],
  recovery: ['reboot', 'recovery'],
};

export function fastbootMembers(run: RunCommand): Fastboot {
  const getvar = async (name: string, signal: AbortSignal) => {
    if (!VARIABLE.test(name)) throw new Fault('BUG_UNREACHABLE', 'Not the name of a variable.');
    return readVariable(name, await run(['getvar', name], signal, ANSWER_MS));
  };
  return {
    getvar,
    getvarAll: async (signal) => {
      const result = await run(['getvar', 'all'], signal, LIST_MS);
      const text = textOf(result);
      if (connectionLost(result) || result.stopped) throw faultOf(text, 'Asking for all variables', false);
      if (result.timedOut) throw new Fault('DEVICE_TIMEOUT', 'The boot loader did not list its variables in time.');
      return text;
    },
    erase: async (partition, signal) => {
      // Held here too, and not by the types alone: a wrong name would reach a real partition.
      if (!(ERASABLE as readonly string[]).includes(partition)) {
        throw new Fault('BUG_UNREACHABLE', 'This program does not erase that partition.');
      }
      // Old boot loaders say OKAY and nothing to what they do not know.
      if (((await getvar(`partition-type:${partition}`, signal)) ?? '') === '') {
        throw new Fault('DEVICE_REFUSED', `The boot loader does not know the partition ${partition}.`, {
          hint: 'Nothing was erased; use another route.',
        });
      }
      // No time limit of its own: ending the program would not end the erase. The step has one.
      demandErased(partition, await run(['erase', partition], signal));
    },
  };
}

/** @param left told when the phone was asked to leave, and said that it does. */
export function fastbootSession(run: RunCommand, left: () => void): Session {
  return {
    fastboot: fastbootMembers(run),
    reboot: async (target, signal) => {
      const args = REBOOT_ARGUMENTS[target];
      if (!args) throw new Fault('PLAN_CAPABILITY_MISSING', `A boot loader cannot restart into ${target}.`);
      const result = await run(args, signal, REBOOT_MS);
      const text = textOf(result);
      // With `fastboot` as target the program goes on to wait for the phone, and is ended; what counts is the answer.
      if (!/^[Rr]ebooting.*(?:\n.*)?OKAY \[/m.test(text)) throw faultOf(text, 'Restarting', false);
      left();
    },
    close: async () => undefined,
  };
}
