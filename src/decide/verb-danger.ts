/** How dangerous a verb is: a property of the verb, which no profile can change. */
import type { Step, Verb } from '../model/plan.ts';

/**
 * A verb that only orders a wipe (`adb:write-bcb`, `adb:trade-in-evaluate`) erases: the next start carries it out. So does
 * `guide:do`, because a person is told to erase.
 */
export const VERB_DANGER: Readonly<Record<Verb, Step['danger']>> = {
  'adb:root': 'restarts',
  'adb:reboot': 'restarts',
  'adb:rescue-wipe': 'erases',
  'adb:write-bcb': 'erases',
  'adb:write-recovery-command': 'erases',
  'adb:await-reset': 'none',
  'adb:test-harness': 'erases',
  'adb:trade-in-evaluate': 'erases',
  'twrp:format-data': 'erases',
  'miassistant:format-data': 'erases',
  'fastboot:reboot': 'restarts',
  'fastboot:erase': 'erases',
  'emulator:wipe': 'erases',
  'storage:overwrite': 'erases',
  'card:format': 'erases',
  'card:overwrite': 'erases',
  'guide:do': 'erases',
  'guide:confirm': 'none',
  'probe:plant': 'none',
  'probe:baseline': 'none',
  'probe:sample': 'none',
  'probe:state': 'none',
};
