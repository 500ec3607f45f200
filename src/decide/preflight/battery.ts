/**
 * Enough power for a wipe. Recovery itself checks it for updates only, so this is our own limit: below 30 per cent the
 * phone must be charging, and below 10 it must not be wiped even then, since a weak port feeds less than a phone draws.
 */
import type { Check } from './check.ts';
import { variable } from './property.ts';
import { anyNo, heard, ifYes } from './witness.ts';

const LOW_PERCENT = 30;
const EMPTY_PERCENT = 10;
/** BatteryManager.BATTERY_STATUS_CHARGING and _FULL. A cable that is plugged in says nothing of charging. */
const CHARGING = ['2', '5'];
/** Below this a lithium cell is nearly empty, whatever counts its charge. */
const EMPTY_MILLIVOLTS = 3500;

function numbers(text: string, name: string): number[] {
  return [...text.matchAll(new RegExp(`^[ \\t]*${name}:[ \\t]*(-?\\d{1,9})[ \\t]*$`, 'gm'))].map((match) =>
    Number(match[1]),
  );
}

/** `dumpsys battery` (BatteryService.java dumpInternal). Of several values the worst counts. */
function dumped(text: string): boolean | undefined {
  const levels = numbers(text, 'level');
  const scale = Math.max(100, ...numbers(text, 'scale'));
  if (levels.length === 0 || /^[ \t]*present:[ \t]*false/m.test(text)) return undefined;
  const percent = (Math.min(...levels) * 100) / scale;
  if (percent < EMPTY_PERCENT) return true;
  const status = numbers(text, 'status').map(String);
  const charging = status.length > 0 && status.every((each) => CHARGING.includes(each));
  if (percent < LOW_PERCENT && !charging) return true;
  // `dumpsys battery set` was used: these are the values of a person.
  return /UPDATES STOPPED/.test(text) ? undefined : false;
}

/** In millivolts, with or without the unit. */
function voltage(value: string): boolean {
  const found = /^(\d{4}) ?(mV)?$/i.exec(value)?.[1];
  return found !== undefined && Number(found) < EMPTY_MILLIVOLTS;
}

export const BATTERY_CHECKS: readonly Check[] = [
  {
    code: 'BATTERY_LOW',
    severity: 'blocks',
    readings: ['battery'],
    look: (view) =>
      anyNo(
        heard(view, 'battery', dumped),
        variable(view, 'battery-soc', (value) => {
          const percent = /^(\d{1,3}) ?%?$/.exec(value)?.[1];
          return percent === undefined || Number(percent) > 100 ? undefined : Number(percent) < LOW_PERCENT;
        }),
        variable(view, 'battery-soc-ok', (value) => (value === 'no' ? true : value === 'yes' ? false : undefined)),
        ...ifYes(variable(view, 'battery-voltage', voltage)),
      ),
    words: {
      yes: `The battery is below ${LOW_PERCENT} % and not charging, or below ${EMPTY_PERCENT} %: it could die in the middle.`,
      no: 'The battery is charged enough, or charging.',
      unknown: 'The state of the battery is not known.',
    },
    action: 'Charge the phone and plan again.',
  },
];
