import { describe } from 'vitest';
import { answered } from '../properties.ts';
import { DENIED, INACCESSIBLE, NO_PROGRAM, rows } from './rows.ts';

const props = (properties: Record<string, string>) => ({
  props: Object.entries({ ...properties, 'ro.build.type': 'user', 'sys.boot_completed': '1' })
    .map(([key, value]) => `[${key}]: [${value}]\n`)
    .join(''),
});
const VAB = { 'ro.virtual_ab.enabled': 'true', 'ro.virtual_ab.userspace.snapshots.enabled': 'true' };

describe('updates', () => {
  rows('UPDATE_PENDING', 'blocks', [
    { of: 'fastboot: none', said: { getvar: '(bootloader) snapshot-update-status:none\n' }, state: 'no' },
    { of: 'fastboot: merging', said: { getvar: '(bootloader) snapshot-update-status:merging\n' }, state: 'yes' },
    {
      of: 'fastboot: written, not started',
      said: { getvar: 'snapshot-update-status: snapshotted\n' },
      state: 'yes',
      severity: 'warns',
    },
    {
      of: 'fastboot: two answers',
      said: { getvar: 'snapshot-update-status:merging\nsnapshot-update-status:none\n' },
      state: 'yes',
    },
    { of: 'fastboot: another word', said: { getvar: 'snapshot-update-status:perhaps\n' }, state: 'unknown' },
    {
      of: 'fastboot: not told',
      said: { getvar: 'product:x\n' },
      state: 'unknown',
      why: /snapshot-update-status is not told/,
    },
    {
      of: 'the daemon runs',
      said: props({ ...VAB, 'init.svc.snapuserd': 'running' }),
      state: 'yes',
      severity: 'warns',
    },
    { of: 'the daemon rests', said: props({ ...VAB, 'init.svc.snapuserd': 'stopped' }), state: 'no' },
    {
      of: 'the daemon rests, and the kernel merges',
      said: props({ 'ro.virtual_ab.enabled': 'true', 'init.svc.snapuserd': 'stopped' }),
      state: 'unknown',
    },
    { of: 'no daemon, snapshots of the kernel', said: props({ 'ro.virtual_ab.enabled': 'true' }), state: 'unknown' },
    { of: 'no such updates', said: props({}), state: 'no', why: /ro.virtual_ab.enabled/ },
    { of: 'such updates are off', said: props({ 'ro.virtual_ab.enabled': 'false' }), state: 'no' },
    { of: 'a list that ends too soon', said: { props: '[ro.build.type]: [user]\n' }, state: 'unknown' },
    { of: 'Android 10', said: {}, who: { 'ro.build.version.sdk': '29' }, state: 'no', why: /sdk/ },
    { of: 'nothing', said: {}, who: { 'ro.build.version.sdk': '' }, state: 'unknown' },
    { of: 'refused', said: { props: DENIED }, state: 'unknown', why: /refused/ },
  ]);
  rows('DSU_ACTIVE', 'blocks', [
    { of: 'Android 10: none', said: { dsu: 'normal\n' }, state: 'no' },
    { of: 'running', said: { dsu: 'running\ninstalled\nenabled\n' }, state: 'yes' },
    { of: 'Android 10: running', said: { dsu: 'running\n' }, state: 'yes' },
    { of: 'installed for the next start', said: { dsu: 'installed\nenabled\n' }, state: 'yes', severity: 'warns' },
    { of: 'Android 10: installed', said: { dsu: 'installed\n' }, state: 'yes', severity: 'warns' },
    { of: 'installed and switched off', said: { dsu: 'installed\ndisabled\n' }, state: 'no' },
    {
      of: 'what root sees',
      said: { dsu: 'installed\ndisabled\n[0] dsu\ninstalled: userdata_gsi\nAVB public key (sha1): [NONE]\n' },
      state: 'no',
    },
    { of: 'the property says so', said: { dsu: DENIED, ...props({ 'ro.gsid.image_running': '1' }) }, state: 'yes' },
    {
      of: 'the property says no',
      said: { dsu: INACCESSIBLE('gsi_tool'), ...props({ 'ro.gsid.image_running': '0' }) },
      state: 'no',
    },
    { of: 'both disagree', said: { dsu: 'running\n', ...props({ 'ro.gsid.image_running': '0' }) }, state: 'yes' },
    { of: 'no such program', said: { dsu: NO_PROGRAM('gsi_tool') }, state: 'unknown', why: /no such program/ },
    {
      of: 'no such program on Android 9',
      said: { dsu: NO_PROGRAM('gsi_tool') },
      who: { 'ro.build.version.sdk': '28' },
      state: 'no',
    },
    {
      of: 'an error',
      said: { dsu: answered('', 70, 'error: Security exception\n') },
      state: 'unknown',
      why: /refused.*70/,
    },
    { of: 'normal and an error', said: { dsu: answered('normal\n', 70) }, state: 'unknown' },
    { of: 'nothing', said: { dsu: '' }, state: 'unknown', why: /empty/ },
  ]);
});
