import { describe, expect, test } from 'vitest';
import { BCB_BYTES, wipeOrder, wipeStillOrdered } from '../../src/decide/bcb.ts';

describe('the order to erase', () => {
  test('lies in the control block byte for byte as AOSP lays it out', () => {
    const wanted = Buffer.alloc(2048);
    wanted.write('boot-recovery', 0, 'latin1'); // command[32]
    wanted.write('recovery\n--wipe_data\n--reason=wipebench\n', 64, 'latin1'); // recovery[768], behind status[32]
    expect(Buffer.from(wipeOrder()).equals(wanted)).toBe(true);
    expect(BCB_BYTES).toBe(32 + 32 + 768 + 32 + 1184);
  });

  test.each([
    ['the order itself', new TextDecoder('latin1').decode(wipeOrder()), true],
    ['an order with more arguments', `boot-recovery${'\0'.repeat(51)}recovery\n--wipe_data\n--locale=de\n`, true],
    ['a cleared block', '\0'.repeat(2048), false],
    ['nothing', '', false],
    ['the same text behind the block', `${'\0'.repeat(2048)}--wipe_data`, false],
    ['another order', `boot-recovery${'\0'.repeat(51)}recovery\n--sideload\n`, false],
  ])('still stands in %s', (_what, block, wanted) => {
    expect(wipeStillOrdered(block)).toBe(wanted);
  });
});
