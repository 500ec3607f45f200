import { describe } from 'vitest';
import { DENIED, NO_PROGRAM, type Row, rows } from './rows.ts';

const both = (users: string): Row['said'] => ({ users });

describe('users', () => {
  rows('SEVERAL_USERS', 'info', [
    { of: 'one', said: both('Users:\n\tUserInfo{0:Owner:13} running\n'), state: 'no' },
    { of: 'one of Android 14', said: both('Users:\n\tUserInfo{0:Owner:4c13} running\n'), state: 'no' },
    {
      of: 'a name with a colon and a brace',
      said: both('Users:\n\tUserInfo{0:A:13} running:c13} running\n'),
      state: 'no',
    },
    { of: 'a guest', said: both('Users:\n\tUserInfo{0:Owner:13} running\n\tUserInfo{11:Guest:414}\n'), state: 'yes' },
    {
      of: 'a twin space of Xiaomi',
      said: both('Users:\n\tUserInfo{0:Owner:13} running\n\tUserInfo{999:XSpace:801010} running\n'),
      state: 'yes',
    },
    { of: 'a name with a line break', said: both('Users:\n\tUserInfo{0:Ow\nner:c13} running\n'), state: 'no' },
    { of: 'an entry that ends too soon', said: both('Users:\n\tUserInfo{0:Owner'), state: 'unknown' },
    {
      of: 'words before the list',
      said: both('WARNING: x\nUsers:\n\tUserInfo{0:Owner:13} running\n'),
      state: 'unknown',
    },
    { of: 'a heading alone', said: both('Users:\n'), state: 'unknown' },
    { of: 'no heading', said: both('\tUserInfo{0:Owner:13} running\n'), state: 'unknown' },
    { of: 'refused', said: { users: DENIED }, state: 'unknown', why: /refused/ },
    { of: 'no pm, as in KaiOS', said: { users: NO_PROGRAM('pm') }, state: 'unknown' },
    { of: 'no service', said: both("cmd: Can't find service: user\n"), state: 'unknown', why: /no such service/ },
    { of: 'nothing', said: both(''), state: 'unknown' },
  ]);
  rows('WORK_PROFILE', 'warns', [
    { of: 'one user', said: both('Users:\n\tUserInfo{0:Owner:c13} running\n'), state: 'no' },
    {
      of: 'a second person',
      said: both('Users:\n\tUserInfo{0:Owner:c13} running\n\tUserInfo{10:Guest:410}\n'),
      state: 'no',
    },
    {
      of: 'a work profile',
      said: both('Users:\n\tUserInfo{0:Owner:13} running\n\tUserInfo{10:Work profile:1030} running\n'),
      state: 'yes',
    },
    {
      of: 'a Secure Folder of Samsung',
      said: both('Users:\n\tUserInfo{0:Owner:4c13} running\n\tUserInfo{150:Secure Folder:10061030} running\n'),
      state: 'yes',
    },
    {
      of: 'twin apps without the flag',
      said: both('Users:\n\tUserInfo{0:Owner:13} running\n\tUserInfo{999:XSpace:801010} running\n'),
      state: 'no',
    },
    {
      of: 'one that lies by its name',
      said: both('Users:\n\tUserInfo{0:Owner:13} running\n\tUserInfo{10:x:10} running:1030} running\n'),
      state: 'yes',
    },
    {
      of: 'one that lies in two lines',
      said: both('Users:\n\tUserInfo{0:Owner:13} running\n\tUserInfo{10:x:10} running\ny:1030} running\n'),
      state: 'yes',
    },
    {
      of: 'only dpm knows it',
      said: { users: '', owners: '1 owner:\nUser 10: admin=b/.B,ProfileOwner,ManagedProfileOwner(parentUserId=0)\n' },
      state: 'yes',
    },
    { of: 'dpm knows no owner', said: { owners: 'no owners\n' }, state: 'unknown' },
    { of: 'nothing', said: both(''), state: 'unknown' },
  ]);
});
