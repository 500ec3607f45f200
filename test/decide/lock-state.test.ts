import { describe, expect, test } from 'vitest';
import { parseGetvar } from '../../src/decide/getvar.ts';
import { bootLockOf, bootLockOfGetvar } from '../../src/decide/lock-state.ts';
import { told } from './identities.ts';

const ofProps = (properties: Readonly<Record<string, string>>, rom?: string) =>
  bootLockOf(new Map(Object.entries(properties)), rom);
const ofGetvar = (text: string) => told(bootLockOfGetvar(parseGetvar(text)));

describe('from properties', () => {
  test.each([
    [{}, 'unknown', 0],
    [{ 'ro.boot.flash.locked': '1' }, 'locked', 0],
    [{ 'ro.boot.flash.locked': '0', 'ro.boot.veritymode': 'enforcing' }, 'unlocked', 0],
    [{ 'ro.boot.verifiedbootstate': 'GREEN' }, 'locked', 0],
    [{ 'ro.boot.verifiedbootstate': 'yellow' }, 'unknown', 0],
    [{ 'ro.boot.vbmeta.device_state': 'Unlocked' }, 'unlocked', 0],
    [{ 'ro.secureboot.devicelock': '1' }, 'locked', 0],
    // What may be is not what is.
    [{ 'sys.oem_unlock_allowed': '1', 'ro.oem_unlock_supported': 'true' }, 'unknown', 0],
    [{ 'sys.oem_unlock_allowed': '0', 'ro.boot.flash.locked': '0' }, 'unlocked', 0],
    [{ 'ro.boot.warranty_bit': '1', 'ro.secure': '1' }, 'unknown', 0],
    // Nobody forges an open lock.
    [{ 'ro.boot.flash.locked': '1', 'ro.boot.verifiedbootstate': 'orange' }, 'unlocked', 1],
  ])('%j: %s', (properties, lock, contradictions) => {
    const found = ofProps(properties);
    expect(told(found.fact)).toBe(lock);
    expect(found.contradictions).toHaveLength(contradictions);
  });

  test('a custom system that says locked is not believed, one that says unlocked is', () => {
    const locked = { 'ro.boot.flash.locked': '1', 'ro.boot.verifiedbootstate': 'green' };
    expect(told(ofProps(locked, 'custom').fact)).toBe('unknown');
    expect(ofProps(locked, 'lineage').contradictions).toHaveLength(1);
    expect(told(ofProps(locked, 'graphene').fact)).toBe('locked');
    expect(told(ofProps({ 'ro.boot.flash.locked': '0' }, 'lineage').fact)).toBe('unlocked');
  });

  test('one that is locked with a key of its own is believed, whatever its name', () => {
    const own = { 'ro.boot.flash.locked': '1', 'ro.boot.verifiedbootstate': 'yellow' };
    expect(told(ofProps(own, 'custom').fact)).toBe('locked');
    expect(told(ofProps({ ...own, 'ro.boot.flash.locked': '0' }, 'custom').fact)).toBe('unlocked');
  });
});

describe('from a boot loader', () => {
  test.each([
    ['', 'unknown'],
    ['unlocked: no\nsecure: yes', 'locked'],
    ['(bootloader) unlocked:yes', 'unlocked'],
    ['unlocked:maybe', 'unknown'],
    ['secure:no', 'unknown'],
    ['secure:yes', 'unknown'],
    ['security: on', 'unknown'],
    ['lock_count:1\nunlock_count:2', 'unknown'],
    ['securestate: oem_locked', 'locked'],
    ['securestate: flashing_locked\niswarrantyvoid: yes', 'locked'],
    ['securestate: FLASHING_UNLOCKED', 'unlocked'],
    ['securestate: secure', 'locked'],
    ['securestate: new_word\nunlocked: yes', 'unknown'],
    ['securestate: constructor', 'unknown'],
    // Amazon: the one is a lie, the other the lock.
    ['unlocked: yes\nunlock_status: false', 'locked'],
    ['unlocked: no\nunlock_status: true', 'unlocked'],
    ['Device unlocked: false', 'locked'],
  ])('%j: %s', (text, lock) => {
    expect(ofGetvar(text)).toBe(lock);
  });
});
