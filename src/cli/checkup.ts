/** What `doctor` looks at. Each check says what is so and, when something is missing, the command that mends it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { keyPaths } from '../certificate/key-file.ts';
import { ADB_INSTALL_HINT, adbClientVersion, EXPECTED_SERVER_VERSION, serverVersion } from '../drivers/adb/server.ts';
import { FASTBOOT_INSTALL_HINT, fastbootVersion } from '../drivers/fastboot/program.ts';
import { asFault } from '../faults/fault.ts';
import { findProgram } from '../host/find-program.ts';
import type { AdbOptions } from './common-options.ts';
import { loadSettings, settingsPath } from './settings-file.ts';

export interface Check {
  readonly name: string;
  /** `missing` is needed for the main job, `absent` only for something extra. */
  readonly state: 'ok' | 'missing' | 'absent';
  readonly text: string;
  readonly mend?: string;
}

const UDEV_FOLDERS = ['/etc/udev/rules.d', '/lib/udev/rules.d', '/usr/lib/udev/rules.d'];

/** For virtual phones only. */
const VIRTUAL_TOOLS: readonly { program: string; apt: string }[] = [
  { program: 'bwrap', apt: 'bubblewrap' },
  { program: 'mksh', apt: 'mksh' },
  { program: 'busybox', apt: 'busybox-static' },
  { program: 'mke2fs', apt: 'e2fsprogs' },
  { program: 'debugfs', apt: 'e2fsprogs' },
];

async function adbChecks(options: AdbOptions, signal: AbortSignal): Promise<Check[]> {
  const path = findProgram(options.adb);
  if (!path) return [{ name: 'adb', state: 'missing', text: 'not installed', mend: ADB_INSTALL_HINT }];
  const client = await adbClientVersion(options.adb, signal);
  const checks: Check[] = [{ name: 'adb', state: 'ok', text: `${path}, ${client.words}` }];
  const server = await serverVersion({ host: options.adbHost, port: options.adbPort, program: options.adb }, signal);
  const where = `${options.adbHost}:${options.adbPort}`;
  if (server === 'none') {
    checks.push({ name: 'adb server', state: 'ok', text: `none runs on ${where}; it is started when needed` });
  } else if (server === 'not-adb') {
    checks.push({
      name: 'adb server',
      state: 'missing',
      text: `another program listens on ${where}`,
      mend: 'End that program, or choose another port with --adb-port.',
    });
  } else {
    const same = server === client.protocol || client.protocol === undefined;
    const odd = server === EXPECTED_SERVER_VERSION ? '' : `; this program was made for ${EXPECTED_SERVER_VERSION}`;
    checks.push({
      name: 'adb server',
      state: 'ok',
      text: `version ${server} on ${where}${odd}${same ? '' : `; the adb program is version ${client.protocol}`}`,
      ...(same ? {} : { mend: 'Do not run this adb by hand while phones are being wiped: it would kill the server.' }),
    });
  }
  return checks;
}

/** Only phones in their boot loader need it. */
async function fastbootCheck({ fastbootProgram }: AdbOptions, signal: AbortSignal): Promise<Check> {
  const path = findProgram(fastbootProgram);
  if (!path) return { name: 'fastboot', state: 'absent', text: 'not installed', mend: FASTBOOT_INSTALL_HINT };
  const version = await fastbootVersion(fastbootProgram, signal);
  if (version !== undefined) return { name: 'fastboot', state: 'ok', text: `${path}, version ${version}` };
  return {
    name: 'fastboot',
    state: 'absent',
    text: `${path} does not tell its version`,
    mend: FASTBOOT_INSTALL_HINT,
  };
}

/** Linux lets only root open USB devices unless a udev rule says otherwise. */
function udevCheck(): Check {
  if (process.platform !== 'linux')
    return { name: 'USB permission', state: 'ok', text: `not needed on ${process.platform}` };
  if (process.getuid?.() === 0) return { name: 'USB permission', state: 'ok', text: 'this is root' };
  const rules = UDEV_FOLDERS.flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  const found = rules.find((name) => /android|adb/i.test(name));
  if (found) return { name: 'USB permission', state: 'ok', text: `udev rule ${found}` };
  return {
    name: 'USB permission',
    state: 'absent',
    text: 'no udev rule for phones; they will show as "no permissions"',
    mend: 'sudo apt install android-sdk-platform-tools-common   (or: android-udev on Arch)',
  };
}

function virtualCheck(): Check {
  const missing = VIRTUAL_TOOLS.filter(({ program }) => !findProgram(program));
  if (missing.length === 0) return { name: 'virtual phones', state: 'ok', text: 'everything is here' };
  return {
    name: 'virtual phones',
    state: 'absent',
    text: `missing: ${missing.map(({ program }) => program).join(', ')}`,
    mend: `apt install ${[...new Set(missing.map(({ apt }) => apt))].join(' ')}`,
  };
}

/** Without user namespaces bubblewrap cannot run (Debian: kernel.unprivileged_userns_clone). */
function namespaceCheck(): Check[] {
  const switches = ['/proc/sys/kernel/unprivileged_userns_clone', '/proc/sys/user/max_user_namespaces'];
  const off = switches.find((file) => existsSync(file) && readFileSync(file, 'utf8').trim() === '0');
  if (!off) return [];
  const mend = `sudo sysctl ${off.replace('/proc/sys/', '').replaceAll('/', '.')}=1`;
  return [{ name: 'user namespaces', state: 'absent', text: 'switched off; virtual phones cannot run', mend }];
}

async function settingsChecks(config: string | undefined): Promise<Check[]> {
  const path = settingsPath(config);
  if (!existsSync(path)) {
    return [{ name: 'settings', state: 'missing', text: `no file ${path}`, mend: 'wipebench init' }];
  }
  try {
    const settings = await loadSettings(config === undefined ? {} : { config });
    const key = existsSync(keyPaths(settings.keys).privateKey);
    return [
      { name: 'settings', state: 'ok', text: path },
      key
        ? { name: 'signing key', state: 'ok', text: settings.keys }
        : { name: 'signing key', state: 'missing', text: `none in ${settings.keys}`, mend: 'wipebench keys init' },
    ];
  } catch (error) {
    return [{ name: 'settings', state: 'missing', text: asFault(error).message, mend: `Correct ${path}.` }];
  }
}

export async function checkup(options: AdbOptions & { config?: string }, signal: AbortSignal): Promise<Check[]> {
  return [
    { name: 'Node', state: 'ok', text: process.version },
    ...(await adbChecks(options, signal)),
    await fastbootCheck(options, signal),
    udevCheck(),
    ...(await settingsChecks(options.config)),
    virtualCheck(),
    ...namespaceCheck(),
  ];
}
