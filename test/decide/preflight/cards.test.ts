import { describe } from 'vitest';
import { answered } from '../properties.ts';
import { DENIED, NO_PROGRAM, rows } from './rows.ts';

const OWN = 'private mounted null\nemulated;0 mounted null\n';
const UUID = '57f8f4bc-abf4-655f-bf67-946fc0f9f25b';
const ADOPTED = `private mounted null\nprivate:179,3 mounted ${UUID}\nemulated:179,3;0 mounted ${UUID}\n`;
const DENIAL = answered('', 255, 'Error: java.lang.SecurityException: Neither user 2000 nor current process has x\n');

describe('memory cards', () => {
  rows('SD_CARD_PRESENT', 'warns', [
    { of: 'none', said: { volumes: OWN, disks: '' }, state: 'no' },
    {
      of: 'none on Android 10',
      said: { volumes: 'private mounted null\nemulated mounted null\n', disks: '' },
      state: 'no',
    },
    {
      of: 'a portable card',
      said: { volumes: `${OWN}public:179,1 mounted 1234-ABCD\n`, disks: 'disk:179,0\n' },
      state: 'yes',
    },
    {
      of: 'a card that was unmounted',
      said: { volumes: `${OWN}public:179,1 unmounted 1234-ABCD\n`, disks: 'disk:179,0\n' },
      state: 'yes',
    },
    {
      of: 'an unreadable card',
      said: { volumes: `${OWN}public:179,1 unmountable null\n`, disks: 'disk:179,0\n' },
      state: 'yes',
    },
    { of: 'a card without any volume', said: { volumes: OWN, disks: 'disk:179,0\n' }, state: 'yes', why: /^disks$/ },
    { of: 'an adopted card', said: { volumes: ADOPTED, disks: 'disk:179,0\n' }, state: 'yes' },
    { of: 'a USB drive', said: { volumes: `${OWN}public:8,1 mounted 0A1B-2C3D\n`, disks: 'disk:8,0\n' }, state: 'yes' },
    {
      of: 'a card of Chrome OS',
      said: { volumes: `${OWN}stub:000000000000000000000000000000CAFEF00D2019 mounted x\n`, disks: '' },
      state: 'yes',
    },
    { of: 'volumes alone', said: { volumes: OWN }, state: 'unknown' },
    { of: 'disks alone', said: { disks: '' }, state: 'unknown' },
    { of: 'a list without the own storage', said: { volumes: '\n', disks: '' }, state: 'unknown' },
    { of: 'disks not understood', said: { volumes: OWN, disks: 'Error: unknown\n' }, state: 'unknown' },
    { of: 'refused', said: { volumes: DENIAL, disks: DENIAL }, state: 'unknown', why: /refused/ },
    {
      of: 'an exception in words',
      said: { volumes: 'Error: java.lang.SecurityException\n', disks: '' },
      state: 'unknown',
    },
    {
      of: 'no sm, as before Android 6',
      said: { volumes: NO_PROGRAM('sm'), disks: NO_PROGRAM('sm') },
      state: 'unknown',
      why: /no such program/,
    },
  ]);
  rows('SD_CARD_ADOPTED', 'warns', [
    { of: 'none', said: { volumes: OWN }, state: 'no' },
    { of: 'portable', said: { volumes: `${OWN}public:179,1 mounted 1234-ABCD\n` }, state: 'no' },
    { of: 'adopted', said: { volumes: ADOPTED }, state: 'yes' },
    { of: 'adopted and not mounted', said: { volumes: `${OWN}private:179,3 unmounted ${UUID}\n` }, state: 'yes' },
    {
      of: 'the shared storage lies on it',
      said: { volumes: `private mounted null\nemulated:179,3;0 mounted ${UUID}\n` },
      state: 'yes',
    },
    { of: 'refused', said: { volumes: DENIED }, state: 'unknown', why: /refused/ },
    { of: 'nothing', said: { volumes: '' }, state: 'unknown' },
  ]);
});
