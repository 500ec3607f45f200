/** What can be done with an emulator through its console; the rest of it is an ordinary phone in adb. */
import { asFault, Fault } from '../../faults/fault.ts';
import { systemClock } from '../../host/clock.ts';
import type { Driver, EmulatorConsole } from '../driver.ts';
import { type Console, type ConsoleAddress, withConsole } from './console.ts';
import { checkedName, parseSnapshots } from './console-outputs.ts';
import { type EmulatorProgram, emulatorPath, startWiped } from './start-program.ts';

export interface EmulatorOptions extends Omit<EmulatorProgram, 'logFile'> {
  readonly tokenFile: string;
  /** For the log of the program: `emulator-5554.log`. */
  readonly logFolder: string;
  readonly answerMs?: number;
  readonly waitMs?: number;
}

const LOOK_EVERY_MS = 250;
/** An emulator writes its memory to the disk before it ends, and reads as much when it starts. */
const WAIT_MS = 180_000;

/** adb names an emulator by the port of its console (AOSP adb/client/transport_emulator.cpp). */
export function consolePort(serial: string): number | undefined {
  const port = Number(/^emulator-(\d{1,5})$/.exec(serial)?.[1]);
  return port > 0 && port < 65_536 ? port : undefined;
}

async function nameOf(console: Console): Promise<string> {
  const [name = ''] = await console.ask('avd name');
  return checkedName(name.trim(), 'virtual device');
}

export function emulatorConsole(port: number, options: EmulatorOptions): EmulatorConsole {
  const { tokenFile, answerMs, waitMs = WAIT_MS } = options;
  const address: ConsoleAddress = { port, tokenFile, ...(answerMs === undefined ? {} : { answerMs }) };
  const program = { ...options, logFile: `${options.logFolder}/emulator-${port}.log` };
  const name = (signal: AbortSignal) => withConsole(address, signal, nameOf);

  /** Looks again and again until `look` finds something. @throws Fault `DEVICE_TIMEOUT` with `words` */
  const awaited = async (look: () => Promise<boolean>, words: string, signal: AbortSignal): Promise<void> => {
    const until = systemClock.elapsed() + waitMs;
    while (!(await look())) {
      if (systemClock.elapsed() > until) throw new Fault('DEVICE_TIMEOUT', words, { touched: true });
      await systemClock.sleep(LOOK_EVERY_MS, signal);
    }
  };

  /** `DEVICE_CLOSED` is what a port answers where nobody listens any more. */
  const gone = async (signal: AbortSignal): Promise<boolean> => {
    try {
      await withConsole({ ...address, answerMs: 2000 }, signal, async () => undefined);
      return false;
    } catch (error) {
      signal.throwIfAborted();
      const { cause } = asFault(error);
      return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
    }
  };

  return {
    avdName: name,
    snapshots: (signal) =>
      withConsole(address, signal, async (console) => parseSnapshots(await console.ask('avd snapshot list'))),
    deleteSnapshot: async (snapshot, signal) => {
      // Where the emulator could not be started anew, nothing is taken away from it.
      emulatorPath(program);
      const command = `avd snapshot delete ${checkedName(snapshot, 'snapshot')}`;
      await withConsole(address, signal, (console) => console.ask(command));
    },
    restartWiped: async (signal) => {
      // Everything that could fail without any harm comes before the emulator is ended.
      emulatorPath(program);
      const avd = await name(signal);
      await withConsole(address, signal, async (console) => {
        // The connection may end before the answer is out.
        await console.ask('kill').catch((error: unknown) => {
          if (asFault(error).code !== 'DEVICE_CLOSED') throw error;
        });
      });
      await awaited(() => gone(signal), 'The emulator did not end.', signal);
      const started = await startWiped(program, avd, port);
      const words = `The emulator did not come back; see ${program.logFile}.`;
      const back = async () => {
        const end = started.ended();
        if (end !== undefined && end !== 0) {
          throw new Fault('ENV_TOOL_FAILED', `The emulator ended with ${end}; see ${program.logFile}.`, {
            touched: true,
          });
        }
        return name(signal).then(
          (now) => now === avd,
          () => {
            signal.throwIfAborted();
            return false;
          },
        );
      };
      await awaited(back, words, signal);
    },
  };
}

/** The same driver, whose emulators have their console too. Only for an adb server on this computer. */
export function withEmulatorConsoles(driver: Driver, options: EmulatorOptions): Driver {
  return {
    id: driver.id,
    watch: (signal) => driver.watch(signal),
    open: async (sighting, signal) => {
      const session = await driver.open(sighting, signal);
      const port = consolePort(sighting.serial);
      return port === undefined ? session : { ...session, emulator: emulatorConsole(port, options) };
    },
  };
}
