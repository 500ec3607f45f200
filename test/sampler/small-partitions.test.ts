import { describe, expect, it } from 'vitest';
import type { Shell, ShellResult } from '../../src/drivers/driver.ts';
import { Fault } from '../../src/faults/fault.ts';
import { smallAfter, smallBefore } from '../../src/sampler/small-partitions.ts';
import { seededRandom } from './seeded-random.ts';

const clock = { now: () => new Date(0), elapsed: () => 0, sleep: async () => undefined };
const settings = (signal = new AbortController().signal) => ({ random: seededRandom('small'), clock, signal });

function shell(answer: (command: string) => ShellResult): Shell {
  return {
    run: async (command) => answer(command),
    stream: () => Promise.reject(new Error('nothing may be read')),
  };
}

const failed: ShellResult = { exitCode: 1, stdout: '', stderr: '' };
const said = (stdout: string): ShellResult => ({ exitCode: 0, stdout, stderr: '' });

describe('partitions beside user data', () => {
  it('that are not there are told, and hinder nothing', async () => {
    const phone = shell(() => failed);
    const before = await smallBefore(phone, settings());
    expect([...before.readings]).toEqual([]);
    expect(await smallAfter(phone, before, settings())).toEqual([
      { name: 'metadata', unavailable: 'there is no partition metadata' },
      { name: 'cache', unavailable: 'there is no partition cache' },
    ]);
  });

  it('that cannot be read are told, and hinder nothing', async () => {
    const phone = shell((command) => (command.startsWith('dd ') ? failed : said('16777216\n')));
    const before = await smallBefore(phone, settings());
    const [metadata] = await smallAfter(phone, before, settings());
    expect(metadata).toEqual({ name: 'metadata', unavailable: expect.stringMatching(/^metadata could not be read: /) });
  });

  it('of a phone that is gone end the run, as everything does', async () => {
    const gone = shell(() => {
      throw new Fault('DEVICE_CLOSED', 'The phone is gone.');
    });
    await expect(smallBefore(gone, settings())).rejects.toMatchObject({ code: 'DEVICE_CLOSED' });
    await expect(smallAfter(gone, null, settings())).rejects.toMatchObject({ code: 'DEVICE_CLOSED' });
    const controller = new AbortController();
    const cancelled = shell(() => {
      controller.abort(new Error('enough'));
      throw new Fault('DEVICE_REPLY', 'Whatever.');
    });
    await expect(smallBefore(cancelled, settings(controller.signal))).rejects.toThrow('enough');
  });
});
