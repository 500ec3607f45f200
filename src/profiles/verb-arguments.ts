/** The arguments of every verb, which a step must have, and no others. The engine reads them by these names. */
import { FILL_KINDS } from '../model/findings.ts';
import type { Verb } from '../model/plan.ts';
import { GUIDE_IDS } from '../model/profile.ts';

export interface Argument {
  readonly values: readonly string[];
  /** For PROFILES.md. */
  readonly words: string;
}

/** Where wiping by writing makes sense: what holds the owner's data, or the keys to them. */
const USERDATA: Argument = { values: ['userdata'], words: 'the partition, by its name' };

const GUIDE: Argument = { values: GUIDE_IDS, words: 'which guide of the profile is shown to the person at the phone' };

/** `any`: the next step waits for it; `none`: it need not come back. */
const RETURNS: Argument = {
  values: ['device', 'recovery', 'sideload', 'rescue', 'bootloader', 'fastboot', 'fastbootd', 'any', 'none'],
  words: 'the state in which it is awaited; `any` when the next step waits, `none` when it need not come back',
};

const RESTART: Argument = {
  values: ['system', 'recovery', 'sideload', 'rescue', 'bootloader', 'fastboot'],
  words: 'where to',
};

export const VERB_ARGUMENTS: Readonly<Record<Verb, Readonly<Record<string, Argument>>>> = {
  'adb:root': {},
  'adb:reboot': { to: RESTART, returns: RETURNS },
  'adb:rescue-wipe': {},
  'adb:write-bcb': {},
  'adb:write-recovery-command': {},
  'adb:await-reset': {},
  'adb:test-harness': {},
  'adb:trade-in-evaluate': {},
  'twrp:format-data': {},
  'miassistant:format-data': {},
  'fastboot:reboot': { to: RESTART, returns: RETURNS },
  'fastboot:erase': {
    partition: { values: ['userdata', 'cache', 'metadata', 'md_udc'], words: 'the partition, by its name' },
  },
  'emulator:wipe': {},
  'storage:overwrite': {
    partition: USERDATA,
    fill: { values: FILL_KINDS, words: 'with zeros, or with a stream that nobody else knows' },
  },
  'card:format': {},
  'card:overwrite': {},
  'guide:do': { guide: GUIDE },
  'guide:confirm': { guide: GUIDE },
  'probe:baseline': { partition: USERDATA },
  'probe:sample': { partition: USERDATA },
  'probe:state': {},
};

/** Verbs that the planner adds when the operator asks for them; a route that had them would decide in his place. */
export const OPERATOR_VERBS: readonly Verb[] = ['card:format', 'card:overwrite'];
