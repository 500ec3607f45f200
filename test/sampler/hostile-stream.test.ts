import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Shell } from '../../src/drivers/driver.ts';
import { Fault } from '../../src/faults/fault.ts';
import { openDdReader } from '../../src/sampler/dd-stream.ts';
import type { Window } from '../../src/sampler/places.ts';
import { NODE } from './child-shell.ts';
import { seededRandom } from './seeded-random.ts';

interface Line {
  readonly bytes: number;
  readonly token: string;
}
/** What the phone sends for one line; the honest answer is given along. */
type Answer = (line: Line, honest: Buffer, index: number) => Uint8Array;

const never = new AbortController().signal;
const windows: Window[] = Array.from({ length: 6 }, (_, i) => ({ offset: i * 1_048_576, length: 4096 }));

/** A phone that understands the protocol and answers as it likes. */
function phone(answer: Answer, exitCode = 0, farewell = ''): Shell {
  return {
    run: async () => ({ exitCode: 0, stdout: 'ok\n', stderr: '' }),
    stream: async () => {
      const lines: Line[] = [];
      let ended = false;
      let closed = false;
      async function* stdout(): AsyncGenerator<Uint8Array> {
        // A phone that was cheated out of its own bytes waits for us as we wait for it; this one hangs up.
        let patience = 100;
        for (let index = 0; patience > 0 && !closed; ) {
          const line = lines[index];
          if (line !== undefined) {
            const honest = Buffer.concat([Buffer.alloc(line.bytes, 0x5a), Buffer.from(`${line.token}:0\n`)]);
            yield answer(line, honest, index);
            index += 1;
            patience = 100;
          } else if (ended) break;
          else {
            patience -= 1;
            await new Promise((resolve) => setImmediate(resolve));
          }
        }
        if (farewell !== '') yield Buffer.from(farewell);
      }
      return {
        stdout: stdout(),
        write: async (bytes) => {
          const [unit = 0, , count = 0, token = ''] = Buffer.from(bytes).toString().trim().split(' ');
          lines.push({ bytes: Number(unit) * Number(count), token: String(token) });
        },
        end: async () => {
          ended = true;
        },
        exit: Promise.resolve({ exitCode, stderr: '' }),
        close: () => {
          closed = true;
        },
      };
    },
  };
}

async function read(shell: Shell): Promise<(number | null)[]> {
  const reader = await openDdReader(shell, NODE, seededRandom('nonce'), never);
  const seen: (number | null)[] = [];
  for await (const { bytes } of reader.read(windows, never)) seen.push(bytes === null ? null : (bytes[0] ?? -1));
  return seen;
}

describe('a phone that lies about its framing', () => {
  it('is read when it is honest', async () => {
    expect(await read(phone((_line, honest) => honest))).toEqual(windows.map(() => 0x5a));
  });

  it.each<[string, Answer]>([
    [
      'another token',
      (line, honest) => Buffer.from(honest.toString('latin1').replace(line.token, 'f'.repeat(40)), 'latin1'),
    ],
    ['one byte too many', (_line, honest) => Buffer.concat([Buffer.from('x'), honest])],
    [
      'another status',
      (line, honest) => Buffer.from(honest.toString('latin1').replace(`${line.token}:0`, `${line.token}:7`), 'latin1'),
    ],
    ['no line feed', (_line, honest) => Buffer.concat([honest.subarray(0, -1), Buffer.from('\r')])],
    ['the trailer twice', (line, honest) => Buffer.concat([honest, Buffer.from(`${line.token}:0\n`)])],
    ['the token inside the data', (line, honest) => Buffer.concat([Buffer.from(`${line.token}:0\n`), honest])],
    [
      'data inside, right length',
      (line, honest) => Buffer.concat([Buffer.from(`${line.token}:0\n`), honest.subarray(43)]),
    ],
  ])('%s is a fault', async (_name, answer) => {
    await expect(read(phone(answer))).rejects.toMatchObject({
      code: expect.stringMatching(/^VERIFY_(FRAMING|SHORT_READ)$/),
    });
  });

  it('bytes after the last answer are a fault', async () => {
    await expect(read(phone((_l, honest) => honest, 0, 'x'))).rejects.toMatchObject({ code: 'VERIFY_FRAMING' });
  });

  it('an exit code is a fault', async () => {
    await expect(read(phone((_l, honest) => honest, 1))).rejects.toMatchObject({ code: 'VERIFY_FRAMING' });
  });

  it('a token without its trailer is data', async () => {
    const answer: Answer = (line, honest) => {
      honest.write(line.token, 100, 'latin1');
      return honest;
    };
    expect(await read(phone(answer))).toEqual(windows.map(() => 0x5a));
  });

  it('a decoy before an early trailer does not hide it', async () => {
    const answer: Answer = (line) => Buffer.from(`${line.token}${line.token}:1\n`);
    expect(await read(phone(answer))).toEqual(windows.map(() => null));
  });

  it('whatever it sends: only whole answers are data, everything else is null or a fault', async () => {
    const edits = fc.array(
      fc.record({
        index: fc.nat(8),
        at: fc.nat(4139),
        drop: fc.nat(60),
        insert: fc.uint8Array({ maxLength: 60 }),
        withToken: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(edits, async (all) => {
        const answer: Answer = (line, honest, index) => {
          let bytes = honest;
          for (const edit of all.filter((one) => one.index === index)) {
            const token = Buffer.from(edit.withToken ? `${line.token}:0\n` : '');
            const rest = bytes.subarray(Math.min(bytes.length, edit.at + edit.drop));
            bytes = Buffer.concat([bytes.subarray(0, edit.at), edit.insert, token, rest]);
          }
          return bytes;
        };
        try {
          const seen = await read(phone(answer));
          expect(seen).toHaveLength(windows.length);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }),
      { numRuns: 150 },
    );
  });
});
