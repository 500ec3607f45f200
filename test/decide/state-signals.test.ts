import { describe, expect, test } from 'vitest';
import { shellSignals, silentEvidence, tradeInEvidence } from '../../src/decide/state-signals.ts';
import type { ReadingName, Readings } from '../../src/model/readings.ts';
import { stateEvidenceSchema } from '../../src/model/state-evidence.ts';
import { answered } from './properties.ts';

const readings = (texts: Partial<Record<ReadingName, string>>): Readings =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, answered(text)]));
const history = (text: string) => ({ props: `[persist.sys.boot.reason.history]: [${text}]\n[z]: [1]\n` });
const accounts = (count: number) => ({ accounts: `  Accounts: ${count}\n` });
const packages = (text: string) => ({ 'third-party-packages': text });
const id = (text: string) => ({ 'android-id': text });
/** A build as it is sold, but for what the test changes. */
const sold = (change: Record<string, string> = {}) => ({
  props: Object.entries({ 'ro.adb.secure': '1', 'ro.debuggable': '0', ...change })
    .map(([name, value]) => `[${name}]: [${value}]\n`)
    .join(''),
});

describe('one signal at a time', () => {
  type Row = [string, Partial<Record<ReadingName, string>>, Partial<Record<ReadingName, string>>, string, string];
  test.each<Row>([
    ['android-id-changed', id('1234567890abcdef\n'), id('fedcba0987654321\n'), 'reset', 'supporting'],
    ['android-id-changed', id('1234567890abcdef'), id('1234567890abcdef'), 'not-reset', 'decisive'],
    ['android-id-changed', id('null'), id('null'), 'unknown', 'supporting'],
    ['android-id-changed', id('1234567890abcdef'), id('null'), 'unknown', 'supporting'],
    ['android-id-changed', {}, id('1234567890abcdef'), 'unknown', 'supporting'],
    ['android-id-changed', id('1234567890abcdef'), {}, 'unknown', 'supporting'],
    ['boot-reason', history('reboot,1'), history('reboot,factory_reset,9'), 'reset', 'decisive'],
    // Never read before: the entry may be an older one.
    ['boot-reason', {}, history('reboot,factory_reset,9\nreboot,1'), 'reset', 'supporting'],
    ['boot-reason', { props: '[z]: [1]\n' }, history('reboot,factory_reset,9\nreboot,1'), 'reset', 'decisive'],
    ['boot-reason', history('reboot,factory_reset,9'), history('reboot,factory_reset,9'), 'unknown', 'supporting'],
    ['boot-reason', history('reboot,1'), history('reboot,12\nreboot,factory_reset,9'), 'unknown', 'supporting'],
    ['boot-reason', history('reboot,1'), {}, 'unknown', 'supporting'],
    ['provisioning', {}, { 'device-provisioned': '0\n' }, 'reset', 'supporting'],
    ['provisioning', {}, { 'user-setup-complete': '0' }, 'reset', 'supporting'],
    ['provisioning', {}, { 'device-provisioned': '1', 'user-setup-complete': '1' }, 'unknown', 'supporting'],
    ['provisioning', {}, { 'device-provisioned': 'null' }, 'unknown', 'supporting'],
    ['accounts-gone', accounts(2), accounts(0), 'reset', 'supporting'],
    ['accounts-gone', accounts(2), accounts(2), 'not-reset', 'decisive'],
    ['accounts-gone', accounts(2), accounts(1), 'not-reset', 'decisive'],
    ['accounts-gone', accounts(0), accounts(0), 'unknown', 'supporting'],
    ['accounts-gone', {}, accounts(1), 'not-reset', 'supporting'],
    ['accounts-gone', {}, accounts(0), 'unknown', 'supporting'],
    ['accounts-gone', accounts(2), {}, 'unknown', 'supporting'],
    ['accounts-gone', accounts(2), { accounts: "Can't find service: account" }, 'unknown', 'supporting'],
    ['packages-gone', packages('package:a\npackage:b\n'), packages(''), 'reset', 'supporting'],
    ['packages-gone', packages('package:a\n'), packages('package:a\n'), 'not-reset', 'decisive'],
    ['packages-gone', packages('package:a\n'), packages('package:other\n'), 'not-reset', 'decisive'],
    ['packages-gone', packages(''), packages(''), 'unknown', 'supporting'],
    ['packages-gone', packages('package:a\n'), packages("cmd: Can't find service: package\n"), 'unknown', 'supporting'],
    ['packages-gone', packages('package:a\n'), {}, 'unknown', 'supporting'],
    ['keys-kept', {}, sold(), 'not-reset', 'supporting'],
    ['keys-kept', {}, sold({ 'ro.debuggable': '1' }), 'unknown', 'supporting'],
    ['keys-kept', {}, sold({ 'ro.adb.secure': '0' }), 'unknown', 'supporting'],
    ['keys-kept', {}, sold({ 'persist.sys.test_harness': '1' }), 'unknown', 'supporting'],
    ['keys-kept', {}, sold({ 'persist.adb.tradeinmode': '2' }), 'unknown', 'supporting'],
    ['keys-kept', {}, { ...sold(), 'device-provisioned': '0' }, 'unknown', 'supporting'],
    ['keys-kept', id('1234567890abcdef'), { ...sold(), ...id('fedcba0987654321') }, 'unknown', 'supporting'],
    ['keys-kept', {}, {}, 'unknown', 'supporting'],
  ])('%s, before %j, after %j: %s', (name, before, after, says, worth) => {
    const signal = shellSignals(readings(before), readings(after)).find((each) => each.id === name);
    expect(signal).toMatchObject({ says, worth });
  });

  test('a phone that answers nothing says nothing', () => {
    expect(shellSignals({}, {}).map(({ says }) => says)).toEqual(Array(7).fill('unknown'));
  });
});

describe('without a shell', () => {
  test.each([
    ['unauthorized', true, 'reset'],
    ['unauthorized', false, 'unknown'],
    ['absent', true, 'unknown'],
    ['absent', false, 'unknown'],
  ] as const)('%s, authorized before: %s', (channel, before, says) => {
    const evidence = stateEvidenceSchema.parse(silentEvidence(channel, before));
    expect(evidence.channel).toBe(channel);
    expect(evidence.signals.map((signal) => [signal.says, signal.worth])).toEqual([[says, 'supporting']]);
  });

  test('trade-in mode that opens is a phone that was not set up; an answer that is none is no evidence', () => {
    const evidence = tradeInEvidence('{"locks":{"factory_reset_protection":true}}');
    expect(evidence).toMatchObject({
      channel: 'trade-in',
      signals: [
        { id: 'trade-in-open', says: 'reset', worth: 'decisive' },
        { id: 'frp', says: 'unknown' },
      ],
    });
    expect(tradeInEvidence('error: not in trade-in mode')).toBeUndefined();
  });

  test.each([
    [true, 'evaluation-ended', 'reset', 'decisive'],
    [false, 'trade-in-open', 'unknown', 'supporting'],
  ])('a phone wiped out of trade-in mode: evaluation ended %s', (ended, id, says, worth) => {
    expect(tradeInEvidence('{}', ended)?.signals).toEqual([expect.objectContaining({ id, says, worth })]);
  });
});
