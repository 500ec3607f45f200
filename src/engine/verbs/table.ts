/** Every verb of a plan, and the code that does it. The compiler demands that none is missing. */
import type { Verb } from '../../model/plan.ts';
import type { VerbFunction } from '../context.ts';
import { awaitReset } from './await-reset.ts';
import { cardFormat } from './card-format.ts';
import { cardOverwrite } from './card-overwrite.ts';
import { emulatorWipe } from './emulator-wipe.ts';
import { fastbootErase } from './fastboot-erase.ts';
import { guideConfirm, guideDo } from './guide.ts';
import { miassistantFormatData } from './miassistant-format.ts';
import { overwrite } from './overwrite.ts';
import { plant } from './plant.ts';
import { reboot } from './reboot.ts';
import { writeRecoveryCommand } from './recovery-command.ts';
import { rescueWipe } from './rescue-wipe.ts';
import { becomeRoot } from './root.ts';
import { observeState } from './state.ts';
import { readAfter, readBaseline } from './storage.ts';
import { testHarness } from './test-harness.ts';
import { tradeInEvaluate } from './trade-in-evaluate.ts';
import { twrpFormatData } from './twrp-format.ts';
import { writeBcb } from './write-bcb.ts';

export const VERB_TABLE: Readonly<Record<Verb, VerbFunction>> = {
  'adb:root': becomeRoot,
  'adb:reboot': reboot,
  'adb:rescue-wipe': rescueWipe,
  'adb:write-bcb': writeBcb,
  'adb:await-reset': awaitReset,
  'adb:write-recovery-command': writeRecoveryCommand,
  'adb:test-harness': testHarness,
  'adb:trade-in-evaluate': tradeInEvaluate,
  'twrp:format-data': twrpFormatData,
  'miassistant:format-data': miassistantFormatData,
  // A restart is a restart, whichever driver asks for it.
  'fastboot:reboot': reboot,
  'fastboot:erase': fastbootErase,
  'emulator:wipe': emulatorWipe,
  'storage:overwrite': overwrite,
  'card:format': cardFormat,
  'card:overwrite': cardOverwrite,
  'guide:do': guideDo,
  'guide:confirm': guideConfirm,
  'probe:plant': plant,
  'probe:baseline': readBaseline,
  'probe:sample': readAfter,
  'probe:state': observeState,
};
