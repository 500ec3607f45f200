/**
 * Systems that are on their way: an update that is being merged, and another system that is tried out (DSU). Recovery
 * finishes or cancels a merge before it wipes, and fails when it cannot (recovery/install/wipe_data.cpp). An ordinary
 * shell may not ask snapshotctl; fastboot tells it.
 */
import type { Check, View, Witness } from './check.ts';
import { olderThan } from './older-than.ts';
import { property, variable, yesOrNo } from './property.ts';
import { anyNo, heard, unknown } from './witness.ts';

const FIRST_VIRTUAL_AB_SDK = 30;
const FIRST_DSU_SDK = 29;

/** Its daemon runs while an update is written or merged; where the kernel does that alone, its rest says nothing. */
function merging(view: View): Witness {
  const daemon = property(view, 'init.svc.snapuserd', (value) =>
    value === 'running' ? { yes: 'warns' } : value === 'stopped' ? false : undefined,
  );
  if (daemon.says !== 'no') return daemon;
  const alone = property(view, 'ro.virtual_ab.userspace.snapshots.enabled', yesOrNo);
  return alone.says === 'yes' ? daemon : unknown('the kernel may merge without telling');
}

/** Old phones have no such updates, and say so by having no such property. */
function withoutSnapshots(view: View): Witness {
  return property(view, 'ro.virtual_ab.enabled', (value) =>
    value === undefined || yesOrNo(value) === false ? false : undefined,
  );
}

/** gsi_tool.cpp Status: `running`, `installed`, then `enabled` or `disabled`; `normal` alone for neither. */
function dsu(text: string): ReturnType<Parameters<typeof heard>[2]> {
  const words = text.split('\n').map((line) => line.trim());
  if (words.includes('running')) return true;
  if (words.includes('installed')) return words.includes('disabled') ? false : { yes: 'warns' };
  return words.includes('normal') ? false : undefined;
}

export const UPDATE_CHECKS: readonly Check[] = [
  {
    code: 'UPDATE_PENDING',
    severity: 'blocks',
    readings: ['props'],
    look: (view) =>
      anyNo(
        variable(view, 'snapshot-update-status', (value) =>
          value === 'merging'
            ? true
            : value === 'snapshotted'
              ? { yes: 'warns' }
              : value === 'none'
                ? false
                : undefined,
        ),
        merging(view),
        withoutSnapshots(view),
        ...olderThan(view, FIRST_VIRTUAL_AB_SDK),
      ),
    words: {
      yes: 'A system update is not finished; a wipe may fail, or leave a phone that does not start.',
      no: 'No system update is being merged.',
      unknown: 'Whether a system update is being merged is not known.',
    },
    action: 'Let the phone start and finish its update, then plan again.',
  },
  {
    code: 'DSU_ACTIVE',
    severity: 'blocks',
    readings: ['dsu', 'props'],
    look: (view) =>
      anyNo(
        heard(view, 'dsu', dsu),
        property(view, 'ro.gsid.image_running', (value) => (value === undefined ? undefined : yesOrNo(value))),
        ...olderThan(view, FIRST_DSU_SDK),
      ),
    words: {
      yes: 'A system of another kind is installed beside the phone’s own (dynamic system update); while it runs, Android refuses to wipe.',
      no: 'No dynamic system update is in use.',
      unknown: 'Whether a dynamic system update is in use is not known.',
    },
    action: 'Restart the phone into its own system and discard the other one.',
  },
];
