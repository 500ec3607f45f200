// Short commands, as whole processes.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alternate, line } from './measure.mjs';
import { drain } from './programs.mjs';

const BIN = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'bin', 'wipebench.js');
const ROUNDS = 21;

async function commandLine(id, what, ours, reference, goal) {
  const times = await alternate(
    ROUNDS,
    () => drain(...ours).then(() => undefined),
    () => drain(...reference).then(() => undefined),
  );
  const [first, second] = [times.ours * 1000, times.reference * 1000];
  const between = times.between.map((faster) => 1 / faster).reverse();
  return line(id, what, { ours: first, reference: second, ratio: 1 / times.faster, between, unit: 'ms', goal });
}

export const commandLines = (phone) => {
  const node = [process.execPath, ['-e', '0'], {}];
  const env = { ...phone.env, HOME: process.env.HOME };
  const wipebench = (...args) => [process.execPath, [BIN, ...args], env];
  return [
    () => commandLine('version', 'wipebench --version / node -e 0', wipebench('--version'), node, { most: 1.5 }),
    () => commandLine('help', 'wipebench --help / node -e 0', wipebench('--help'), node),
    () =>
      commandLine('detect', 'wipebench detect --json, one phone / adb devices -l', wipebench('detect', '--json'), [
        'adb',
        ['devices', '-l'],
        phone.env,
      ]),
  ];
};
