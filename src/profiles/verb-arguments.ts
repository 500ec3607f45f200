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
  'probe:plant': {},
  'probe:baseline': { partition: USERDATA },
  'probe:sample': { partition: USERDATA },
  'probe:state': {},
};

/** Verbs that the planner adds when the operator asks for them; a route that had them would decide in his place. */
export const OPERATOR_VERBS: readonly Verb[] = ['card:format', 'card:overwrite'];

/** What each verb does, for PROFILES.md. */
export const VERB_WORDS: Readonly<Record<Verb, string>> = {
  'adb:root': "restarts the phone's adb as root, on builds that allow it",
  'adb:reboot': 'restarts the phone over adb',
  'adb:rescue-wipe': "tells recovery's rescue mode to erase user data, and waits for its answer",
  'adb:write-bcb': 'orders the wipe in the boot loader control block; recovery carries it out',
  'adb:write-recovery-command': "orders the wipe in recovery's command file on /cache",
  'adb:await-reset': 'waits until Android is back after an ordered wipe, and whether recovery says that it was done',
  'adb:test-harness': 'has Android reset itself into test harness mode',
  'adb:trade-in-evaluate': 'opens the evaluation of trade-in mode, which is erased by its own next start',
  'twrp:format-data': 'has TWRP make a new file system on user data',
  'miassistant:format-data': "tells Xiaomi's recovery to erase user data",
  'fastboot:reboot': 'restarts the phone from its boot loader',
  'fastboot:erase': 'has the boot loader erase one partition of user data',
  'emulator:wipe': 'starts an Android emulator of this computer anew, without its data and snapshots',
  'storage:overwrite': 'writes over a whole partition',
  'card:format': 'makes a new file system on the memory card',
  'card:overwrite': 'writes over the whole memory card',
  'guide:do': 'shows a guide to the person at the phone, who erases it by hand and says so',
  'guide:confirm': 'asks the person what the screen shows',
  'probe:plant': 'puts files that only this run knows on the phone, and reads them back; probe:state looks for them',
  'probe:baseline': 'reads random places of the raw storage before the wipe, to compare with',
  'probe:sample': 'reads random places of the raw storage after the wipe, and the earlier ones again',
  'probe:state': 'looks whether the phone is in the state of one that was just reset',
};
