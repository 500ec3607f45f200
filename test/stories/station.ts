/** A station of its own for a story: settings, key, ledger, virtual phones on a real adb server, and the built program. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import { scratchFolder, startTestBench, type TestBench } from '../virtual/bench-fixture.ts';
import { profileOfRoutes } from './every-route.ts';

const BIN = fileURLToPath(new URL('../../bin/wipebench.js', import.meta.url));
const ROUTES = fileURLToPath(new URL('../../profiles/routes/', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The objects of `--json`, in order. */
  readonly lines: readonly Record<string, unknown>[];
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with every JSON line as it comes; a signal to send ends the program. */
  readonly onLine?: (line: Record<string, unknown>, kill: (signal: NodeJS.Signals) => void) => void;
}

export interface Station {
  readonly folder: string;
  readonly config: string;
  readonly trust: string;
  /** For `--profiles`: the shipped ones with short time limits. */
  readonly profiles: string;
  readonly ledger: string;
  readonly bench: TestBench;
  seat(name: string): string;
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** `wipe --yes --json` of one phone. */
  wipe(name: string, extra?: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Every phone gets these routes and no others, whoever made it. */
  offer(...routes: string[]): void;
  certificates(): string[];
  journals(): string[];
  close(): Promise<void>;
}

function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
}

export function runProgram(args: readonly string[], env: NodeJS.ProcessEnv, options: RunOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    stdout += `${line}\n`;
    if (options.onLine && line.startsWith('{')) options.onLine(JSON.parse(line), (signal) => child.kill(signal));
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr, lines: jsonLines(stdout) }));
  });
}

export interface Patience {
  /** Of phones that are away after a reset because nobody has let this computer in again: waited for in vain. */
  readonly away: number;
  /** Of phones that let it in by themselves: only the dead are waited for in vain. */
  readonly back: number;
  readonly reset: number;
  readonly step: number;
}

/** Waits of seconds, for phones which boot in milliseconds on a computer that may be busy. */
const SHORT_SECONDS: Patience = { away: 5, back: 30, reset: 45, step: 60 };
const COME_BACK = /^(emulator|overwrite|root|root-command|test-harness|trade-in|twrp|twrp-overwrite)\.json$/;

/**
 * The shipped routes with short time limits, in a folder for `--profiles`: they take the places of the shipped ones, and
 * the profiles stay as they are.
 */
export function writeShortRoutes(folder: string, patience: Patience = SHORT_SECONDS): void {
  const target = join(folder, 'routes');
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(ROUTES).filter((each) => each.endsWith('.json'))) {
    const route = JSON.parse(readFileSync(join(ROUTES, name), 'utf8'));
    route.returnSeconds = COME_BACK.test(name) ? patience.back : patience.away;
    for (const step of route.steps) {
      const most = step.do['adb:await-reset'] ? patience.reset : patience.step;
      step.timeoutSeconds = Math.min(step.timeoutSeconds, most);
    }
    writeFileSync(join(target, name), JSON.stringify(route));
  }
}

/** @param require evidence level of the settings */
export async function openStation(
  definitions: readonly PhoneDefinition[],
  require = 'STATISTICAL',
  patience: Patience = SHORT_SECONDS,
): Promise<Station> {
  const folder = await scratchFolder();
  const bench = await startTestBench(definitions);
  const config = join(folder, 'settings.json');
  const profiles = join(folder, 'profiles');
  writeShortRoutes(profiles, patience);
  const WIPEBENCH_FASTBOOT = bench.phones.map(({ fastbootAddress }) => fastbootAddress).join(' ');
  const env = { ...process.env, ...bench.server.env, HOME: folder, NO_COLOR: '1', WIPEBENCH_FASTBOOT };
  const data = join(folder, 'data');
  const keys = join(folder, 'keys');
  const run = (args: readonly string[], options: RunOptions = {}) =>
    runProgram(args, { ...env, ...options.env }, options);
  const init = await run([
    ...['init', '--config', config, '--data', data, '--keys', keys, '--no-passphrase', '--require', require],
    ...['--organisation', 'Story', '--site', 'Test', '--operator-id', 'op-1', '--operator-name', 'Ops Person'],
  ]);
  if (init.code !== 0) throw new Error(`init failed: ${init.stderr}`);
  // A hundredth instead of a thousandth: 459 places instead of 4603, and the same laws.
  const settings = JSON.parse(readFileSync(config, 'utf8'));
  writeFileSync(config, JSON.stringify({ ...settings, sample: { ...settings.sample, fraction: 0.01 } }));
  const list = (name: string, ending: string) =>
    readdirSync(join(data, name))
      .filter((file) => file.endsWith(ending))
      .map((file) => join(data, name, file));
  const seat = (name: string) => bench.phone(name).seat;
  return {
    folder,
    config,
    trust: join(keys, 'station.pub'),
    profiles,
    ledger: join(data, 'ledger.sqlite'),
    bench,
    seat,
    run,
    wipe: (name, extra = [], options = {}) =>
      run(
        ['wipe', '--config', config, '--profiles', profiles, '--device', seat(name), '--yes', '--json', ...extra],
        // Its own boot loader and no other: that of a neighbour speaks to one program at a time.
        { ...options, env: { WIPEBENCH_FASTBOOT: bench.phone(name).fastbootAddress, ...options.env } },
      ),
    offer: (...routes) => writeFileSync(join(profiles, 'story.json'), profileOfRoutes(routes)),
    certificates: () => list('certificates', '.cert'),
    journals: () => list('journals', '.jsonl'),
    close: async () => {
      await bench.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The last line of `--json`. */
export function summaryOf(ended: Ended): Record<string, unknown> {
  return ended.lines.at(-1) ?? {};
}
