import { describe } from 'vitest';
import { answered } from '../properties.ts';
import { DENIED, NO_PROGRAM, rows } from './rows.ts';

const USAGE = answered(
  'usage: dpm [subcommand] [options]\nusage: dpm set-active-admin [ --user <USER_ID> ] <COMPONENT>\nusage: dpm set-device-owner <COMPONENT>\n',
  1,
  "Error: unknown command 'list-owners'\n",
);
const deviceOwner = (component = 'com.example.mdm/.Admin') => {
  const [name = '', receiver = ''] = component.split('/');
  return `  Device Owner: \n    admin=ComponentInfo{${name}/${name}${receiver}}\n    name=\n    package=${name}\n    User ID: 0\n\n`;
};
const PROFILE_OWNER =
  '  Profile Owner (User 10): \n    admin=ComponentInfo{com.example.work/com.example.work.Admin}\n    name=Example\n    package=com.example.work\n\n';
const policy = (owners = '', admins: readonly string[] = []) =>
  `Current Device Policy Manager state:\n  Immutable state:\n    mHasFeature=true\n    mIsWatch=false\n\n${owners}  Enabled Device Admins (User 0, provisioningState: 3):\n${admins
    .map(
      (admin) =>
        `    ${admin}:\n      uid=10012\n      testOnlyAdmin=false\n      policies:\n        force-lock\n        wipe-data\n`,
    )
    .join('')}\n  Encryption Status: per-user\n  logout support: false\n`;
const OLD =
  'Current Device Policy Manager state:\n  Enabled Device Admins (User 0):\n    com.google.android.gms/.mdm.receivers.MdmDeviceAdminReceiver:\n      uid=10012\n  mPasswordOwner=-1\n';
const FIND_MY = 'com.google.android.gms/.mdm.receivers.MdmDeviceAdminReceiver';

describe('organisations', () => {
  rows('DEVICE_MANAGED', 'blocks', [
    { of: 'no owner', said: { owners: 'no owners\n' }, state: 'no' },
    {
      of: 'a device owner',
      said: { owners: '1 owner:\nUser  0: admin=com.example/.Admin,DeviceOwner\n' },
      state: 'yes',
    },
    {
      of: 'a work profile beside',
      said: {
        owners:
          '2 owners:\nUser  0: admin=a/.A,DeviceOwner,Affiliated\nUser 10: admin=b/.B,ProfileOwner,ManagedProfileOwner(parentUserId=0)\n',
      },
      state: 'yes',
    },
    { of: 'an owner named so', said: { owners: '1 owner:\nUser  0: admin=no owners/.A\nno owners\n' }, state: 'yes' },
    { of: 'words before the answer', said: { owners: 'WARNING: linker: x\nno owners\n' }, state: 'unknown' },
    { of: 'dpm before Android 12 alone', said: { owners: USAGE }, state: 'unknown', why: /no such command/ },
    {
      of: 'dpm before Android 12, and the dump has none',
      said: { owners: USAGE, 'device-policy': policy() },
      state: 'no',
    },
    {
      of: 'dpm before Android 12, and the dump has one',
      said: { owners: USAGE, 'device-policy': policy(deviceOwner()) },
      state: 'yes',
    },
    { of: 'an old dump', said: { 'device-policy': OLD }, state: 'no' },
    { of: 'a profile owner in the dump', said: { 'device-policy': policy(PROFILE_OWNER) }, state: 'yes' },
    { of: 'both disagree', said: { owners: 'no owners\n', 'device-policy': policy(deviceOwner()) }, state: 'yes' },
    {
      of: 'an ordinary administrator',
      said: { owners: 'no owners\n', 'device-policy': policy('', [FIND_MY]) },
      state: 'no',
    },
    {
      of: 'a property of organisations',
      said: { owners: 'no owners\n', props: '[ro.organization_owned]: [true]\n[z]: [1]\n' },
      state: 'yes',
    },
    {
      of: 'refused',
      said: { owners: DENIED, 'device-policy': "Permission Denial: can't dump DevicePolicyManager\n" },
      state: 'unknown',
      why: /refused/,
    },
    {
      of: 'a cut dump',
      said: {
        'device-policy': `Current Device Policy Manager state:\n*** SERVICE 'device_policy' DUMP TIMEOUT (10000ms) EXPIRED ***\n`,
      },
      state: 'unknown',
    },
    { of: 'no dpm', said: { owners: NO_PROGRAM('dpm') }, state: 'unknown', why: /no such program/ },
    { of: 'nothing', said: { owners: '' }, state: 'unknown' },
  ]);
});

describe('lenders', () => {
  const kg = (state: string) => `[knox.kg.state]: [${state}]\n[ro.build.type]: [user]\n`;
  const quiet = { owners: 'no owners\n', 'device-policy': policy('', [FIND_MY]) };
  rows('FINANCE_LOCK', 'blocks', [
    { of: 'none', said: quiet, state: 'no' },
    {
      of: 'Knox Guard as administrator',
      said: { 'device-policy': policy('', ['com.samsung.android.kgclient/.receiver.KGDeviceAdminReceiver']) },
      state: 'yes',
    },
    {
      of: 'the device lock controller as owner',
      said: { owners: '1 owner:\nUser  0: admin=com.google.android.devicelockcontroller/.Receiver,DeviceOwner\n' },
      state: 'yes',
    },
    {
      of: 'PayJoy in the dump',
      said: { 'device-policy': policy(deviceOwner('com.payjoy.access/.Receiver')) },
      state: 'yes',
    },
    {
      of: 'Trustonic',
      said: { 'device-policy': policy(deviceOwner('com.trustonic.telecoms.standard.dpc/.Receiver')) },
      state: 'yes',
    },
    {
      of: 'a name that only begins so',
      said: { 'device-policy': policy('', ['com.payjoyful.game/.Receiver']) },
      state: 'no',
    },
    { of: 'Knox Guard: locked', said: { ...quiet, props: kg('Locked') }, state: 'yes' },
    { of: 'Knox Guard: active', said: { ...quiet, props: kg('Active') }, state: 'yes' },
    { of: 'Knox Guard: paid', said: { ...quiet, props: kg('Completed') }, state: 'no' },
    { of: 'Knox Guard: not enrolled', said: { ...quiet, props: kg('Prenormal') }, state: 'no' },
    { of: 'a list of owners without administrators', said: { owners: 'no owners\n' }, state: 'unknown' },
    { of: 'refused', said: { 'device-policy': DENIED }, state: 'unknown', why: /refused/ },
    { of: 'nothing', said: { 'device-policy': '' }, state: 'unknown', why: /empty/ },
  ]);
});
