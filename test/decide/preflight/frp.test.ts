import { describe } from 'vitest';
import { answered } from '../properties.ts';
import { DENIED, NO_PROGRAM, rows } from './rows.ts';

const user = (id: number, ...accounts: string[]) =>
  [
    `User UserInfo{${id}:Owner:13}:`,
    `  Accounts: ${accounts.length}`,
    ...accounts.map((account) => `    ${account}`),
    '',
    '  AccountId, Action_Type, timestamp, UID, TableName, Key',
    '  Accounts History',
    '',
    '  Active Sessions: 0',
    '',
    '  RegisteredServicesCache: 1 services',
    '    ServiceInfo: AuthenticatorDescription {type=com.google}, ComponentInfo{com.google.android.gms/x}, uid 10012',
    '',
  ].join('\n');
const GOOGLE = 'Account {name=somebody@example.com, type=com.google}';
const MI = 'Account {name=1234567890, type=com.xiaomi}';
const SAMSUNG = 'Account {name=somebody@example.com, type=com.osp.app.signin}';
const TIMEOUT = "\n*** SERVICE 'account' DUMP TIMEOUT (10000ms) EXPIRED ***\n";

describe('accounts', () => {
  rows('ACCOUNTS_PRESENT', 'warns', [
    { of: 'none', said: { accounts: user(0) }, state: 'no', why: /^accounts$/ },
    { of: 'one', said: { accounts: user(0, GOOGLE) }, state: 'yes' },
    { of: 'two of makers', said: { accounts: user(0, MI, SAMSUNG) }, state: 'yes' },
    { of: 'of the second user only', said: { accounts: user(0) + user(10, GOOGLE) }, state: 'yes' },
    { of: 'none of two users', said: { accounts: user(0) + user(10) }, state: 'no' },
    { of: 'a user without a count', said: { accounts: `${user(0)}User UserInfo{10:Work:30}:\n` }, state: 'unknown' },
    { of: 'one listed under a count of none', said: { accounts: `  Accounts: 0\n    ${GOOGLE}\n` }, state: 'yes' },
    { of: 'the count alone', said: { accounts: '  Accounts: 0\n' }, state: 'no' },
    { of: 'lines with CR LF', said: { accounts: user(0, GOOGLE).replaceAll('\n', '\r\n') }, state: 'yes' },
    { of: 'cut off by a time-out', said: { accounts: user(0) + TIMEOUT }, state: 'unknown', why: /service failed/ },
    { of: 'cut off after an account', said: { accounts: user(0, GOOGLE) + TIMEOUT }, state: 'yes' },
    {
      of: 'a service that is missing',
      said: { accounts: "Can't find service: account\n" },
      state: 'unknown',
      why: /no such service/,
    },
    {
      of: 'a refusal that ends well',
      said: { accounts: "Permission Denial: can't dump AccountManagerService from from pid=4711, uid=2000\n" },
      state: 'unknown',
      why: /^accounts: refused$/,
    },
    {
      of: 'a count of none and an error',
      said: { accounts: answered(user(0), 255, 'x') },
      state: 'unknown',
      why: /255/,
    },
    { of: 'an exception', said: { accounts: DENIED }, state: 'unknown', why: /refused \(exit code 255\)/ },
    { of: 'no dumpsys', said: { accounts: NO_PROGRAM('dumpsys') }, state: 'unknown', why: /no such program.*127/ },
    { of: 'nothing', said: { accounts: '' }, state: 'unknown', why: /empty/ },
    { of: 'a number that is none', said: { accounts: '  Accounts: many\n' }, state: 'unknown', why: /not understood/ },
    {
      of: 'no answer in time',
      said: { accounts: { unavailable: 'no answer in time' } },
      state: 'unknown',
      why: /no answer in time/,
    },
    { of: 'a boot loader', said: { getvar: 'product:x\n' }, state: 'unknown', why: /boot loader does not tell/ },
    {
      of: 'Xiaomi’s recovery',
      said: { miassistant: 'getdevice=x\n' },
      state: 'unknown',
      why: /recovery does not tell/,
    },
    { of: 'not asked', said: {}, state: 'unknown', why: /not asked/ },
  ]);
});

describe('factory reset protection', () => {
  const both = (text: string) => ({ 'secure-frp-mode': text, 'secure-frp-mode-old': text });
  const dump = (active: boolean, enforced = true) =>
    `mDataBlockFile: /dev/block/by-name/frp\nmIsFileBacked: false\nFRP state\n=========\nEnforcement enabled: ${enforced}\nFRP state: ${active}\nFRP secret present but omitted.\nOEM unlock state: false\nHas FRP credential handle: true\nFRP challenge block size: 64\n`;
  const refused = (word: string) =>
    `mDataBlockFile: /dev/block/by-name/frp\nSecurity exception: ${word} 2000 not allowed to access PDB\n`;
  const FIFTEEN = { 'ro.build.version.sdk': '35' };
  const FOURTEEN = { 'ro.build.version.sdk': '34' };
  rows('FRP_ACTIVE', 'warns', [
    { of: 'set', said: both('1\n'), state: 'yes' },
    { of: 'set among the global settings only', said: { ...both('null\n'), 'secure-frp-mode': '1\n' }, state: 'yes' },
    { of: 'set among the secure settings only', said: { ...both('0\n'), 'secure-frp-mode-old': '1\n' }, state: 'yes' },
    { of: 'not set', said: both('0\n'), state: 'no' },
    { of: 'never set', said: both('null\n'), state: 'no' },
    { of: 'half of it', said: { 'secure-frp-mode': '0\n' }, state: 'unknown' },
    { of: 'another word', said: both('constructor'), state: 'unknown' },
    { of: 'nothing', said: both(''), state: 'unknown', why: /empty/ },
    {
      of: 'a refusal',
      said: { 'secure-frp-mode': DENIED, 'secure-frp-mode-old': DENIED },
      state: 'unknown',
      why: /refused/,
    },
    { of: 'the block says active', said: { ...both('0\n'), 'frp-block': dump(true) }, who: FIFTEEN, state: 'yes' },
    { of: 'the block says inactive', said: { 'frp-block': dump(false) }, who: FIFTEEN, state: 'no' },
    { of: 'the block without enforcement', said: { 'frp-block': dump(false, false) }, who: FIFTEEN, state: 'unknown' },
    {
      of: 'a setting against the block',
      said: { ...both('1\n'), 'frp-block': dump(false) },
      who: FIFTEEN,
      state: 'yes',
    },
    { of: 'a refusal that means inactive', said: { 'frp-block': refused('Uid') }, who: FIFTEEN, state: 'no' },
    {
      of: 'the same with an exit code',
      said: { 'frp-block': answered('', 255, refused('Uid')) },
      who: FIFTEEN,
      state: 'no',
    },
    { of: 'a refusal that means nothing', said: { 'frp-block': refused('uid') }, who: FIFTEEN, state: 'unknown' },
    { of: 'a refusal before Android 15', said: { 'frp-block': refused('Uid') }, who: FOURTEEN, state: 'unknown' },
    { of: 'a refusal and a setting', said: { ...both('1'), 'frp-block': refused('Uid') }, who: FIFTEEN, state: 'yes' },
    {
      of: 'no such service',
      said: { 'frp-block': "Can't find service: persistent_data_block\n" },
      who: FIFTEEN,
      state: 'unknown',
    },
    { of: 'a silent service', said: { 'frp-block': '' }, who: FOURTEEN, state: 'unknown' },
    { of: 'trade-in mode: locked', said: { 'trade-in': '{"locks":{"factory_reset_protection":true}}' }, state: 'yes' },
    { of: 'trade-in mode: free', said: { 'trade-in': '{"locks":{"factory_reset_protection":false}}' }, state: 'no' },
    { of: 'trade-in mode: silent', said: { 'trade-in': '{"serial":"x"}' }, state: 'unknown' },
    { of: 'Motorola: protected', said: { getvar: '(bootloader) frp-state: protected (144)\n' }, state: 'yes' },
    { of: 'Motorola: not', said: { getvar: '(bootloader) frp-state: no protection (0)\n' }, state: 'no' },
    {
      of: 'another boot loader',
      said: { getvar: '(bootloader) product: oriole\n' },
      state: 'unknown',
      why: /boot loader/,
    },
  ]);
});
