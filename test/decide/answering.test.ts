import { describe, expect, test } from 'vitest';
import { mayBeTwrp, serviceOf } from '../../src/decide/answering.ts';
import { identify } from '../../src/decide/identify.ts';
import { parseMiAssistant } from '../../src/decide/miassistant-answers.ts';
import type { Readings } from '../../src/model/readings.ts';
import { answered, PIXEL, printed } from './properties.ts';

const props = (more: Record<string, string>): Readings => ({ props: answered(printed({ ...PIXEL, ...more })) });
const RECOVERY = { 'init.svc.recovery': 'running' };

describe('what answers beside an ordinary shell', () => {
  test.each<[string, Readings, boolean, string | undefined]>([
    ['Android', props({}), false, undefined],
    ['LineageOS in Android', props({ 'ro.lineage.version': '21' }), false, undefined],
    ['AOSP recovery', props(RECOVERY), false, undefined],
    ['TWRP by its version', props({ ...RECOVERY, 'ro.twrp.version': '3.7.1_12-0' }), false, 'twrp'],
    ['TWRP by its mark', props({ 'ro.twrp.boot': '1' }), false, 'twrp'],
    ['TWRP by its program alone', props(RECOVERY), true, 'twrp'],
    ['LineageOS recovery', props({ 'ro.bootmode': 'recovery', 'ro.lineage.device': 'coral' }), false, 'lineage'],
    ['TWRP of a LineageOS device tree', props({ ...RECOVERY, 'ro.lineage.device': 'coral' }), true, 'twrp'],
    ['MIAssistant', { miassistant: answered('getdevice=dada_global\ngetsn=0x1') }, false, 'miassistant'],
    ['a recovery that answers only another question', { miassistant: answered('getsn=0x1') }, false, undefined],
    ['trade-in', { uid: { unavailable: 'refused' }, 'trade-in': answered('{"serial":"S1"}') }, false, 'trade-in'],
    ['trade-in beside a shell', { uid: answered('2000'), 'trade-in': answered('{}') }, false, undefined],
    ['trade-in that is no JSON', { uid: { unavailable: 'x' }, 'trade-in': answered('no') }, false, undefined],
    ['nothing', {}, false, undefined],
  ])('%s', (_what, readings, program, service) => {
    expect(serviceOf(readings, program)).toBe(service);
  });

  test('the program is looked for in a recovery only', () => {
    expect([mayBeTwrp(props({})), mayBeTwrp(props(RECOVERY)), mayBeTwrp({})]).toEqual([false, true, false]);
  });
});

describe("the answers of Xiaomi's recovery", () => {
  test.each<[string, string, object]>([
    [
      'all',
      'getdevice=dada_global\ngetversion=OS2.0.214.0.VOCMIXM\ngetsn=0x1a2b\ngetromzone=2\n',
      { device: 'dada_global', version: 'OS2.0.214.0.VOCMIXM', sn: '0x1a2b', romzone: '2' },
    ],
    ['unknown is no answer', 'getdevice=unknown\ngetsn=0x1', { sn: '0x1' }],
    ['the first of two counts', 'getdevice=a\ngetdevice=b', { device: 'a' }],
    ['other lines', 'Device: x\ngetdevice=\n=\ngetbranch=F', {}],
    ['control characters', 'getdevice=\u001b[31mred', {}],
    ['too long', `getsn=${'x'.repeat(201)}`, {}],
    ['nothing', '', {}],
  ])('%s', (_what, text, answers) => {
    expect(parseMiAssistant(text)).toEqual(answers);
  });
});

describe('a virtual phone in a mode without properties', () => {
  test.each<[string, Readings, string]>([
    ['trade-in mode', { 'trade-in': answered('{"product":{"brand":"google"},"wipebench_virtual":true}') }, 'virtual'],
    ['trade-in mode of a phone', { 'trade-in': answered('{"product":{"brand":"google"}}') }, 'phone'],
    ['MIAssistant', { miassistant: answered('getdevice=dada_global\ngetversion=OS2.0-wipebench-virtual') }, 'virtual'],
    [
      'MIAssistant of a phone',
      { miassistant: answered('getdevice=dada_global\ngetversion=OS2.0.214.0.VOCMIXM') },
      'phone',
    ],
  ])('%s: %s', (_what, readings, kind) => {
    expect(identify(readings).kind).toBe(kind);
  });
});
