/** Apps that the owner had installed: `pm list packages -3` (AOSP PackageManagerShellCommand.java). */
import type { Readings } from '../../model/readings.ts';
import { goneSignal, type Probe, textOf } from './probe.ts';

const ID = 'packages-gone';

/** An answer in other words, such as that a service is missing, is not "no packages". */
function packageCount(readings: Readings): number | undefined {
  const text = textOf(readings, 'third-party-packages');
  if (text === undefined || text === '') return text === undefined ? undefined : 0;
  return text.match(/^package:/gm)?.length;
}

export const packagesProbe: Probe = {
  id: ID,
  looksAt: 'installed apps',
  needs: ['third-party-packages'],
  proves: 'None of the apps that were installed before is installed.',
  cannotProve: 'Nothing where none was installed. An app can be removed without a reset, and files outside of it stay.',
  signal: ({ before, after }) => goneSignal(ID, 'Installed packages', packageCount(before), packageCount(after)),
};
