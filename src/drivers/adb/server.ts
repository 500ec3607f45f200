/**
 * The adb server that this bench talks to. An existing server is used as it is and never killed, whatever its version:
 * killing it would drop the sessions of everybody else on this machine.
 */
import { connect } from 'node:net';
import { Fault } from '../../faults/fault.ts';
import { runProgram } from '../../host/run.ts';
import { type AdbServerAddress, hostQuery } from './connection.ts';

/** ADB_SERVER_VERSION of AOSP adb.h, unchanged since 2018; the answers that we parse are those of this version. */
export const EXPECTED_SERVER_VERSION = 41;

const START_TIMEOUT_MS = 20_000;
const ANSWER_TIMEOUT_MS = 5000;

export const ADB_INSTALL_HINT =
  'Install it: `apt install adb` (Debian, Ubuntu), `dnf install android-tools` (Fedora), ' +
  '`pacman -S android-tools` (Arch), `brew install --cask android-platform-tools` (macOS).';

async function listening(address: AdbServerAddress): Promise<boolean> {
  const socket = connect({ host: address.host, port: address.port });
  try {
    return await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}

/** The protocol version of the server at that address, such as 41; starts nothing. */
export async function serverVersion(
  address: AdbServerAddress,
  signal: AbortSignal,
): Promise<number | 'none' | 'not-adb'> {
  if (!(await listening(address))) return 'none';
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
  try {
    const answer = await hostQuery(address, 'host:version', limit);
    return /^[0-9a-f]{4}$/i.test(answer) ? Number.parseInt(answer, 16) : 'not-adb';
  } catch {
    signal.throwIfAborted();
    return 'not-adb';
  }
}

/** What `adb version` prints: `Android Debug Bridge version 1.0.41` means protocol 41. */
export async function adbClientVersion(
  program: string,
  signal: AbortSignal,
): Promise<{ words: string; protocol: number | undefined }> {
  const { stdout } = await runProgram(program, ['version'], { signal, timeoutMs: ANSWER_TIMEOUT_MS });
  const protocol = /Android Debug Bridge version 1\.0\.(\d+)/.exec(stdout)?.[1];
  const release = /^Version (\S+)/m.exec(stdout)?.[1] ?? 'of unknown release';
  return { words: `release ${release}`, protocol: protocol === undefined ? undefined : Number(protocol) };
}

async function startServer(address: AdbServerAddress, signal: AbortSignal): Promise<void> {
  const args = ['-P', String(address.port), 'start-server'];
  const result = await runProgram(address.program, args, { signal, timeoutMs: START_TIMEOUT_MS }).catch((error) => {
    if (error instanceof Fault && error.code === 'ENV_TOOL_MISSING') {
      throw new Fault('ENV_TOOL_MISSING', 'adb is not installed; no phone was touched.', { hint: ADB_INSTALL_HINT });
    }
    throw error;
  });
  signal.throwIfAborted();
  if (result.exitCode !== 0) {
    throw new Fault('ENV_ADB_SERVER', `The adb server does not start on port ${address.port}.`, {
      cause: result,
      hint: 'Another program may hold the port; `wipebench doctor` shows more.',
    });
  }
}

/**
 * Makes sure that a server answers, starting one where none runs.
 * @throws Fault `ENV_TOOL_MISSING` (no adb), `ENV_ADB_SERVER` (does not start or is no adb server)
 */
export async function ensureAdbServer(address: AdbServerAddress, signal: AbortSignal): Promise<number> {
  let version = await serverVersion(address, signal);
  if (version === 'none') {
    await startServer(address, signal);
    version = await serverVersion(address, signal);
  }
  if (typeof version === 'number') return version;
  throw new Fault('ENV_ADB_SERVER', `What listens on ${address.host}:${address.port} is not an adb server.`, {
    hint: 'End that program, or choose another port with --adb-port.',
  });
}
