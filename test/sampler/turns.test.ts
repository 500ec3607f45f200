import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/sampler/turns.ts';

const MIB = 1024 * 1024;

describe('turns', () => {
  it('let one of many on in each round of the event loop', async () => {
    let round = 0;
    let watching = true;
    const count = () => {
      round += 1;
      if (watching) setImmediate(count);
    };
    setImmediate(count);
    const looked: number[] = [];
    const phone = async () => {
      const turns = new Turns();
      for (let window = 0; window < 5; window++) {
        await turns.before(MIB);
        looked.push(round);
      }
    };
    await Promise.all(Array.from({ length: 8 }, phone));
    watching = false;
    expect(looked).toHaveLength(40);
    expect(new Set(looked).size).toBe(40);
  });

  it('cost nothing for what is small', async () => {
    const turns = new Turns();
    let rounds = 0;
    setImmediate(() => {
      rounds += 1;
    });
    for (let window = 0; window < 63; window++) await turns.before(4096);
    expect(rounds).toBe(0);
    await turns.before(4096);
    expect(rounds).toBe(1);
  });
});
