import { describe } from 'vitest';
import { DENIED, rows } from './rows.ts';

interface Battery {
  level: number | string;
  status?: number;
  usb?: boolean;
  scale?: number;
  more?: string;
}
const dump = ({ level, status = 3, usb = false, scale = 100, more = '' }: Battery) => ({
  battery: `Current Battery Service state:\n${more}  AC powered: false\n  USB powered: ${usb}\n  Wireless powered: false\n  Max charging current: 500000\n  Charge counter: 3409000\n  status: ${status}\n  health: 2\n  present: true\n  level: ${level}\n  scale: ${scale}\n  voltage: 4102\n  temperature: 281\n  technology: Li-ion\n  Charging state: 0\n  Charging policy: 1\n  Capacity level: -1\n`,
});
const getvar = (...lines: string[]) => ({ getvar: lines.map((line) => `(bootloader) ${line}\n`).join('') });

describe('battery', () => {
  rows('BATTERY_LOW', 'blocks', [
    { of: '30 per cent', said: dump({ level: 30 }), state: 'no' },
    { of: '29 per cent', said: dump({ level: 29 }), state: 'yes' },
    { of: '29 and charging', said: dump({ level: 29, status: 2, usb: true }), state: 'no' },
    { of: '29 and full', said: dump({ level: 29, status: 5, usb: true }), state: 'no' },
    { of: '29, plugged in and discharging', said: dump({ level: 29, status: 3, usb: true }), state: 'yes' },
    { of: '29, plugged in and not charging', said: dump({ level: 29, status: 4, usb: true }), state: 'yes' },
    { of: '29, plugged in, nobody knows', said: dump({ level: 29, status: 1, usb: true }), state: 'yes' },
    { of: '10 and charging', said: dump({ level: 10, status: 2, usb: true }), state: 'no' },
    { of: '9 and charging', said: dump({ level: 9, status: 2, usb: true }), state: 'yes' },
    { of: 'none', said: dump({ level: 0 }), state: 'yes' },
    { of: 'another scale', said: dump({ level: 58, scale: 200 }), state: 'yes' },
    { of: 'another scale, enough', said: dump({ level: 60, scale: 200 }), state: 'no' },
    { of: 'full', said: dump({ level: 100, status: 5, usb: true }), state: 'no' },
    { of: 'two levels of a Samsung', said: { battery: `${dump({ level: 80 }).battery}  level: 12\n` }, state: 'yes' },
    {
      of: 'a level that a person set',
      said: dump({ level: 80, more: "  (UPDATES STOPPED -- use 'reset' to restart)\n" }),
      state: 'unknown',
    },
    {
      of: 'a low one that a person set',
      said: dump({ level: 8, more: "  (UPDATES STOPPED -- use 'reset' to restart)\n" }),
      state: 'yes',
    },
    {
      of: 'no battery',
      said: { battery: '  AC powered: true\n  present: false\n  level: 0\n  scale: 100\n' },
      state: 'unknown',
    },
    { of: 'a word for the level', said: dump({ level: 'full' }), state: 'unknown' },
    { of: 'no service', said: { battery: "Can't find service: battery\n" }, state: 'unknown', why: /no such service/ },
    { of: 'refused', said: { battery: DENIED }, state: 'unknown', why: /refused/ },
    { of: 'nothing', said: { battery: '' }, state: 'unknown', why: /empty/ },
    {
      of: 'fastboot: enough',
      said: getvar('battery-soc:87', 'battery-voltage:4123'),
      state: 'no',
      why: /getvar battery-soc$/,
    },
    { of: 'fastboot: low', said: getvar('battery-soc: 29'), state: 'yes' },
    { of: 'fastboot: with a sign', said: getvar('battery-soc: 55%'), state: 'no' },
    { of: 'fastboot: impossible', said: getvar('battery-soc: 255'), state: 'unknown' },
    { of: 'fastboot: said to be enough', said: getvar('battery-soc-ok:yes'), state: 'no' },
    { of: 'fastboot: said to be too low', said: getvar('battery-soc-ok:no', 'battery-soc:60'), state: 'yes' },
    { of: 'fastboot: a low voltage', said: getvar('battery-voltage:3412mV'), state: 'yes' },
    { of: 'fastboot: a voltage that tells little', said: getvar('battery-voltage:4107mV'), state: 'unknown' },
    { of: 'fastboot: a voltage of nothing', said: getvar('battery-voltage:0'), state: 'unknown' },
    { of: 'trade-in mode', said: { 'trade-in': '{"battery":{"cycle_count":214}}' }, state: 'unknown' },
  ]);
});
