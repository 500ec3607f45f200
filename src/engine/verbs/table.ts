/** Every verb of a plan, and the code that does it. The compiler demands that none is missing. */
import type { Verb } from '../../model/plan.ts';
import type { VerbFunction } from '../context.ts';
import { awaitReset } from './await-reset.ts';
import { reboot } from './reboot.ts';
import { rescueWipe } from './rescue-wipe.ts';
import { becomeRoot } from './root.ts';
import { observeState } from './state.ts';
import { readAfter, readBaseline } from './storage.ts';
import { writeBcb } from './write-bcb.ts';

export const VERB_TABLE: Readonly<Record<Verb, VerbFunction>> = {
  'adb:root': becomeRoot,
  'adb:reboot': reboot,
  'adb:rescue-wipe': rescueWipe,
  'adb:write-bcb': writeBcb,
  'adb:await-reset': awaitReset,
  'probe:baseline': readBaseline,
  'probe:sample': readAfter,
  'probe:state': observeState,
};
