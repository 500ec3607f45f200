/** What a phone's answers tell of its keys and of its reset. */
import { describe, expect, test } from 'vitest';
import { identify } from '../../src/decide/identify.ts';
import { stateFacts } from '../../src/decide/state-facts.ts';
import { type StateFacts, stateFactsSchema } from '../../src/model/crypto-erase.ts';
import type { ReadingName, Readings } from '../../src/model/readings.ts';
import { answered } from './properties.ts';

const readings = (texts: Partial<Record<ReadingName, string>>): Readings =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, answered(text)]));
const props = (text: string) => readings({ props: text });
const factIn = (facts: StateFacts, name: keyof StateFacts) => {
  const fact = stateFactsSchema.parse(facts)[name];
  return 'value' in fact ? fact.value : undefined;
};

describe('one at a time', () => {
  test.each<[keyof StateFacts, Readings, Readings, unknown]>([
    ['bootCountBefore', readings({ 'boot-count': '211\n' }), {}, 211],
    ['bootCountAfter', {}, readings({ 'boot-count': '1\n' }), 1],
    ['bootCountAfter', {}, readings({ 'boot-count': 'null\n' }), undefined],
    ['bootCountAfter', {}, readings({ 'boot-count': '-3' }), undefined],
    ['hardwareKeystore', readings({ features: 'feature:android.hardware.hardware_keystore=300\n' }), {}, 300],
    ['hardwareKeystore', {}, readings({ features: 'feature:android.hardware.hardware_keystore=41\n' }), 41],
    ['hardwareKeystore', readings({ features: 'feature:xandroid.hardware.hardware_keystore=300\n' }), {}, undefined],
    ['strongBoxKeystore', readings({ features: 'feature:android.hardware.hardware_keystore=300\n' }), {}, undefined],
    ['strongBoxKeystore', {}, readings({ features: 'feature:android.hardware.strongbox_keystore=200\n' }), 200],
    [
      'androidIdNew',
      readings({ 'android-id': '1234567890abcdef' }),
      readings({ 'android-id': 'fedcba0987654321' }),
      true,
    ],
    [
      'androidIdNew',
      readings({ 'android-id': '1234567890abcdef' }),
      readings({ 'android-id': '1234567890abcdef' }),
      false,
    ],
    ['androidIdNew', {}, readings({ 'android-id': '1234567890abcdef' }), undefined],
    [
      'factoryResetAt',
      {},
      props('[persist.sys.boot.reason.history]: [reboot,1733270500\nreboot,factory_reset,1733270400]\n'),
      '2024-12-04T00:00:00.000Z',
    ],
    ['factoryResetAt', {}, props('[persist.sys.boot.reason.history]: [reboot,1733270500]\n'), undefined],
    [
      'factoryResetAt',
      {},
      props('[persist.sys.boot.reason.history]: [reboot,factory_reset,99999999999999]\n'),
      undefined,
    ],
    ['fileEncryption', props('[ro.crypto.volume.filenames_mode]: [aes-256-cts]\n'), {}, 'aes-256-cts'],
    ['fileEncryption', props('[ro.crypto.state]: [encrypted]\n'), {}, undefined],
  ])('%s, before %j, after %j: %j', (name, before, after, value) => {
    expect(factIn(stateFacts(before, after, undefined), name)).toEqual(value);
  });
});

test('a phone that answers nothing leaves a reason everywhere', () => {
  const facts = stateFactsSchema.parse(stateFacts({}, {}, undefined));
  for (const fact of Object.values(facts)) expect(fact).toEqual({ unavailable: expect.stringMatching(/.{5}/) });
  expect(stateFacts({}, {}, identify({})).bootLockAfter).toHaveProperty('unavailable');
});
