import { describe, expect, it } from 'vitest';
import type { Shell } from '../../src/drivers/driver.ts';
import { mediumBytes } from '../../src/sampler/medium-bytes.ts';
import { NODE } from './child-shell.ts';

const signal = new AbortController().signal;

/** Answers by the first word of the question that fits; anything else fails like a missing program. */
function answers(table: Readonly<Record<string, string>>, exitCode = 0): Shell {
  return {
    run: async (command) => {
      const key = Object.keys(table).find((word) => command.includes(word));
      return {
        exitCode: key === undefined ? 127 : exitCode,
        stdout: key === undefined ? '' : (table[key] ?? ''),
        stderr: '',
      };
    },
    stream: async () => {
      throw new Error('no stream is needed');
    },
  };
}

describe('size of the medium', () => {
  it.each([
    [{ getsize64: '128000000000\n' }, 128_000_000_000],
    [{ getsize64: '128000000000\r\n' }, 128_000_000_000],
    [{ '/sys/class/block': '250000000\n' }, 128_000_000_000],
    [{ 'stat -L': '4096\n' }, 4096],
    [{ 'wc -c': '  8192\n' }, 8192],
    [{ getsize64: 'blockdev: not found\n', '/sys/class/block': '8\n' }, 4096],
    [{ getsize64: '0\n', '/sys/class/block': '8\n' }, 4096],
  ])('%j', async (table, bytes) => expect(await mediumBytes(answers(table), NODE, signal)).toBe(bytes));

  it.each([
    {},
    { getsize64: '' },
    { getsize64: '12 34' },
    { getsize64: '-5' },
    { getsize64: '1e9' },
    { getsize64: '0x1000' },
    { getsize64: '007' },
    { getsize64: '99999999999999999999' },
    { '/sys/class/block': '9999999999999999' },
  ])('%j is no size', async (table) => {
    await expect(mediumBytes(answers(table), NODE, signal)).rejects.toMatchObject({ code: 'DEVICE_REPLY' });
  });

  it('believes no program that failed', async () => {
    await expect(mediumBytes(answers({ getsize64: '4096\n' }, 1), NODE, signal)).rejects.toMatchObject({
      code: 'DEVICE_REPLY',
    });
  });

  it('asks nothing about a name that is no node', async () => {
    await expect(mediumBytes(answers({ getsize64: '4096' }), '/dev/block/x; rm', signal)).rejects.toMatchObject({
      code: 'USAGE_ARGUMENT',
    });
  });
});
