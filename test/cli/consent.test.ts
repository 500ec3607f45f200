/** What has to be typed before anything is erased: never as little as a bare Enter. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consentWord, typedWord } from '../../src/cli/consent.ts';
import { goodPlan } from '../decide/judge-fixtures.ts';

const signal = new AbortController().signal;

function wordOf(serial: string | undefined, shownSerial: string) {
  const plan = goodPlan();
  const told = serial === undefined ? { unavailable: 'not told' } : { value: serial, source: 'getprop' };
  const identity = { ...plan.target.identity, serial: told };
  return consentWord({ ...plan, target: { ...plan.target, seat: 'usb:1-4.2', shownSerial, identity } });
}

describe('the word of consent', () => {
  it.each<[string | undefined, string, string]>([
    ['1A051FDF6000VP', 'x', '00VP'],
    [undefined, 'ZY22ABCD', 'ABCD'],
    [undefined, '', 'usb:1-4.2'],
    ['', '', 'usb:1-4.2'],
    ['AB', 'AB', 'usb:1-4.2'],
    ['12345   ', '', 'usb:1-4.2'],
  ])('%j and %j: %s', (serial, shown, word) => {
    expect(wordOf(serial, shown).word).toBe(word);
  });

  it('is never shorter than four characters, and can be typed', () => {
    fc.assert(
      fc.property(fc.option(fc.string(), { nil: undefined }), fc.string(), (serial, shown) => {
        const { word } = wordOf(serial, shown);
        expect(word.trim()).toBe(word);
        expect(word.length).toBeGreaterThanOrEqual(4);
      }),
    );
  });

  it.each(['', '  '])('nothing is asked with the word %j', async (word) => {
    await expect(typedWord('? ', word, 'nothing happened', signal)).rejects.toMatchObject({ code: 'BUG_UNREACHABLE' });
  });
});
