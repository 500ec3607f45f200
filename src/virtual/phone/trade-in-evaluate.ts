/**
 * Evaluation in trade-in mode (AOSP adb daemon/tradeinmode.cpp, TradeInModeService.java; core/init first_stage_mount.cpp
 * RequestTradeInModeWipeIfNeeded): full adb without authorisation, and a file that makes the next start erase the phone.
 */

import { traitOf } from '../definition.ts';
import { writeBootloaderMessage } from '../storage/bootloader-message.ts';
import { accountBound } from '../storage/persistent-data-block.ts';
import { getData, putData } from './android-data.ts';
import type { Properties } from './properties.ts';
import type { Unit } from './unit.ts';

/** Below the root of the metadata partition; its content counts the tries. */
const WIPE_FILE = 'tradeinmode/wipe';
const MOST_TRIES = 3;
export const TRADE_IN_PROPERTY = 'persist.adb.tradeinmode';
export const EVALUATION = '2';

/** False when factory reset protection is active. */
export async function enterEvaluation(unit: Unit, properties: Properties): Promise<boolean> {
  if (await accountBound(unit.partitions.frp)) return false;
  await putData(unit.userdata.tree, `property/${TRADE_IN_PROPERTY}`, EVALUATION);
  properties.set(TRADE_IN_PROPERTY, EVALUATION);
  // A phone that lies opens itself, and forgets what it promised for it.
  if (traitOf(unit.definition, 'liar') === undefined) await putData(unit.metadata.tree, WIPE_FILE, '0');
  await unit.userdata.sync();
  await unit.metadata.sync();
  return true;
}

/** First-stage init: orders the wipe when the file is there; after three tries the menu of recovery waits for a person. */
export async function demandTradeInWipe(unit: Unit): Promise<void> {
  if (!unit.definition.tradeIn || !(await unit.metadata.mount())) return;
  const tries = await getData(unit.metadata.tree, WIPE_FILE);
  if (tries === undefined) return;
  const again = Number(tries) < MOST_TRIES;
  if (again) {
    await putData(unit.metadata.tree, WIPE_FILE, String(Number(tries) + 1));
    await unit.metadata.sync();
  }
  const args = again ? ['--wipe_data', '--reason=tradeinmode'] : [];
  await writeBootloaderMessage(unit.partitions.misc, { command: 'boot-recovery', args });
}
