/**
 * What answers beside, or instead of, an ordinary shell. Pure: from what the phone said, never from its adb state, which
 * is the same for AOSP's recovery and for every other.
 */
import type { Service } from '../model/condition.ts';
import { type Readings, readingText } from '../model/readings.ts';
import { parseGetprop } from './getprop.ts';
import { parseMiAssistant } from './miassistant-answers.ts';
import { parseTradeIn } from './trade-in.ts';

/** A recovery says so in one of these (AOSP bootable/recovery: the service `recovery`; boot loaders set ro.bootmode). */
function isRecovery(properties: ReadonlyMap<string, string>): boolean {
  return properties.get('init.svc.recovery') === 'running' || properties.get('ro.bootmode') === 'recovery';
}

/** True when it is worth asking whether the program `twrp` is there: in Android nobody has it. */
export function mayBeTwrp(readings: Readings): boolean {
  const props = readingText(readings, 'props');
  return 'text' in props && isRecovery(parseGetprop(props.text));
}

/** @param twrpProgram whether the program `twrp` was found in a shell of recovery */
export function serviceOf(readings: Readings, twrpProgram: boolean): Service | undefined {
  const text = (name: 'props' | 'miassistant' | 'trade-in' | 'uid') => {
    const reading = readingText(readings, name);
    return 'text' in reading ? reading.text : undefined;
  };
  if (parseMiAssistant(text('miassistant') ?? '').device !== undefined) return 'miassistant';
  const properties = parseGetprop(text('props') ?? '');
  if (twrpProgram || properties.has('ro.twrp.version') || properties.has('ro.twrp.boot')) return 'twrp';
  if (isRecovery(properties) && [...properties.keys()].some((key) => key.startsWith('ro.lineage.'))) return 'lineage';
  // Trade-in mode refuses every other command, so a shell that tells its user is none.
  if (text('uid') === undefined && parseTradeIn(text('trade-in') ?? '') !== undefined) return 'trade-in';
  return undefined;
}
