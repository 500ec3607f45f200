/**
 * Is the boot loader locked? What says that it may be unlocked (`sys.oem_unlock_allowed`, `unlock_ability`), that an
 * image must be signed (`secure`), or that a warranty is void, is not the lock. Silence is unknown, never unlocked.
 */
import type { Identity } from '../model/identity.ts';
import { type Getvar, yesOrNo } from './getvar.ts';
import { asBoolean, type Properties } from './property-fact.ts';

export type BootLock = Identity['bootLock'];

interface LockWithReasons {
  readonly fact: BootLock;
  readonly contradictions: string[];
}

type Says = 'locked' | 'unlocked' | undefined;

const flag = (text: string): Says => {
  const locked = asBoolean(text);
  return locked === undefined ? undefined : locked ? 'locked' : 'unlocked';
};
const word = (text: string): Says => {
  const plain = text.toLowerCase();
  return plain === 'locked' || plain === 'unlocked' ? plain : undefined;
};
/** Green: the maker's own key; yellow: another key that the owner has set, which says nothing of the lock. */
const colour = (text: string): Says =>
  /^orange$/i.test(text) ? 'unlocked' : /^green$/i.test(text) ? 'locked' : undefined;

const WITNESSES: readonly (readonly [string, (text: string) => Says])[] = [
  ['ro.boot.flash.locked', flag],
  ['ro.boot.vbmeta.device_state', word],
  ['vendor.boot.vbmeta.device_state', word],
  ['ro.secureboot.devicelock', (text) => word(text) ?? flag(text)],
  ['ro.boot.verifiedbootstate', colour],
  ['vendor.boot.verifiedbootstate', colour],
];

/** A lock that checks an owner's own key, as CalyxOS and others have it; who forges writes green. */
const ownKey = (properties: Properties) =>
  ['ro.boot.verifiedbootstate', 'vendor.boot.verifiedbootstate'].some((key) =>
    /^yellow$/i.test((properties.get(key) ?? '').trim()),
  );

/**
 * Systems forge `locked` to pass, and none forges `unlocked`: one witness of `unlocked` is believed against others. What
 * a custom system says of being locked is no fact at all, unless it is locked with an own key.
 * @param rom the custom system that runs, if one does; GrapheneOS does not forge
 */
export function bootLockOf(properties: Properties, rom: string | undefined): LockWithReasons {
  const told = WITNESSES.flatMap(([key, says]) => {
    const state = says((properties.get(key) ?? '').trim());
    return state === undefined ? [] : [{ state, source: `getprop ${key}` }];
  });
  const [first] = told;
  if (!first)
    return { fact: { unavailable: 'the phone does not tell whether its boot loader is locked' }, contradictions: [] };
  const open = told.find(({ state }) => state === 'unlocked');
  const shut = told.find(({ state }) => state === 'locked');
  if (open) {
    const contradictions = shut ? [`${shut.source} says locked, but ${open.source} says unlocked`] : [];
    return { fact: { value: 'unlocked', source: open.source }, contradictions };
  }
  if ((rom === 'lineage' || rom === 'custom') && !ownKey(properties)) {
    return {
      fact: { unavailable: `${first.source} says locked, which a custom system forges` },
      contradictions: [`${first.source} says locked under a custom system`],
    };
  }
  return { fact: { value: 'locked', source: first.source }, contradictions: [] };
}

/** Motorola, which has no `unlocked`; `secure` is the word of its phones with MediaTek chips for a locked one. */
const SECURE_STATE: Readonly<Record<string, 'locked' | 'unlocked'>> = {
  oem_locked: 'locked',
  flashing_locked: 'locked',
  secure: 'locked',
  flashing_unlocked: 'unlocked',
};

/** `unlocked` is believed last: Amazon prints `yes` there for a phone that `unlock_status` calls locked. */
export function bootLockOfGetvar({ variables }: Getvar): BootLock {
  const amazon = yesOrNo(variables.get('unlock_status'));
  if (amazon !== undefined) return { value: amazon ? 'unlocked' : 'locked', source: 'getvar unlock_status' };
  const motorola = variables.get('securestate')?.toLowerCase();
  const state = motorola !== undefined && Object.hasOwn(SECURE_STATE, motorola) ? SECURE_STATE[motorola] : undefined;
  if (state !== undefined) return { value: state, source: 'getvar securestate' };
  if (motorola) return { unavailable: `getvar securestate is ${motorola.slice(0, 40)}, which is not understood` };
  for (const name of ['unlocked', 'Device unlocked', 'device unlocked']) {
    const open = yesOrNo(variables.get(name));
    if (open !== undefined) return { value: open ? 'unlocked' : 'locked', source: `getvar ${name}` };
  }
  return { unavailable: 'the boot loader does not tell whether it is locked' };
}
