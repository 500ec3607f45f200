/** Every verb of a plan, and the code that does it. The compiler demands that none is missing. */
import { Fault } from '../../faults/fault.ts';
import type { Verb } from '../../model/plan.ts';
import type { VerbFunction } from '../context.ts';
import { awaitReset } from './await-reset.ts';
import { guideConfirm, guideDo } from './guide.ts';
import { reboot } from './reboot.ts';
import { rescueWipe } from './rescue-wipe.ts';
import { becomeRoot } from './root.ts';
import { observeState } from './state.ts';
import { readAfter, readBaseline } from './storage.ts';
import { writeBcb } from './write-bcb.ts';

const missing: VerbFunction = async (context) => {
  throw new Fault('PLAN_CAPABILITY_MISSING', `${context.step.verb} is not there yet.`);
};

export const VERB_TABLE: Readonly<Record<Verb, VerbFunction>> = {
  'adb:root': becomeRoot,
  'adb:reboot': reboot,
  'adb:rescue-wipe': rescueWipe,
  'adb:write-bcb': writeBcb,
  'adb:await-reset': awaitReset,
  'adb:write-recovery-command': missing,
  'adb:test-harness': missing,
  'adb:trade-in-evaluate': missing,
  'twrp:format-data': missing,
  'miassistant:format-data': missing,
  'fastboot:reboot': missing,
  'fastboot:erase': missing,
  'emulator:wipe': missing,
  'storage:overwrite': missing,
  'card:format': missing,
  'card:overwrite': missing,
  'guide:do': guideDo,
  'guide:confirm': guideConfirm,
  'probe:baseline': readBaseline,
  'probe:sample': readAfter,
  'probe:state': observeState,
};
