/** A phone whose reader was exchanged, or that answers in its place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Shell } from '../../src/drivers/driver.ts';
import { Fault } from '../../src/faults/fault.ts';
import { KeyedHash } from '../../src/sampler/keyed-hash.ts';
import type { Window } from '../../src/sampler/places.ts';
import { openReader } from '../../src/sampler/reader-open.ts';
import { HEADER_BYTES, REQUEST_BYTES } from '../../src/sampler/reader-protocol.ts';
import { NODE } from './child-shell.ts';
import { PROGRAM } from './reader-program.ts';
import { seededRandom } from './seeded-random.ts';

interface Asked {
  readonly sequence: number;
  readonly mode: number;
  readonly length: number;
  readonly nonce: Buffer;
}
/** What the phone sends for one request; the honest answer is given along. */
type Reply = (asked: Asked, honest: Buffer) => Uint8Array;

const never = new AbortController().signal;
const windows: Window[] = Array.from({ length: 6 }, (_, i) => ({ offset: i * 1_048_576, length: 4096 }));
const BYTE = 0x5a;

function frame(nonce: Buffer, sequence: number, status: number, value: number, payload: Uint8Array, hole = 0): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  for (const [index, word] of [sequence, status, value, hole].entries()) header.writeUInt32LE(word, 16 + 4 * index);
  const token = KeyedHash.of(nonce).of(header, 16, HEADER_BYTES);
  header.write(token, 0, 'latin1');
  return Buffer.concat([header, payload]);
}

const READY = Buffer.from([1, 0, 0, 0, 1, 0, 0, 0]);

/** Speaks the protocol, as far as `reply` lets it; the trial at opening is always honest. */
function phone(reply: Reply, exitCode = 0, farewell = ''): Shell {
  let streams = 0;
  return {
    run: async () => ({ exitCode: 0, stdout: 'ok\n', stderr: '' }),
    stream: async () => {
      const trial = streams++ === 0;
      let input = Buffer.alloc(0);
      let nonce: Buffer | undefined;
      let ended = false;
      let closed = false;
      const next = (): Asked | undefined => {
        if (nonce === undefined && input.length >= 96) {
          nonce = Buffer.from(input.subarray(8, 24));
          input = input.subarray(96 + 20 * input.readUInt32LE(88));
          return { sequence: 0, mode: 0, length: 0, nonce };
        }
        if (nonce === undefined || input.length < REQUEST_BYTES) return undefined;
        const asked = { sequence: input.readUInt32LE(0), mode: input.readUInt32LE(4), length: input.readUInt32LE(16) };
        input = input.subarray(REQUEST_BYTES);
        return { ...asked, nonce };
      };
      async function* stdout(): AsyncGenerator<Uint8Array> {
        for (let patience = 100; patience > 0 && !closed; ) {
          const asked = next();
          if (asked === undefined) {
            if (ended) break;
            patience -= 1;
            await new Promise((resolve) => setImmediate(resolve));
            continue;
          }
          patience = 100;
          const { sequence, mode, length } = asked;
          const run = Buffer.from([2, 0, 1, 0]);
          const payload = sequence === 0 ? READY : mode === 1 ? Buffer.alloc(length, BYTE) : run;
          const honest = frame(asked.nonce, sequence, 0, payload.length, payload);
          yield trial ? honest : reply(asked, honest);
        }
        if (!trial && farewell !== '') yield Buffer.from(farewell);
      }
      return {
        stdout: stdout(),
        write: async (bytes) => {
          input = Buffer.concat([input, bytes]);
        },
        end: async () => {
          ended = true;
        },
        exit: Promise.resolve({ exitCode: trial ? 0 : exitCode, stderr: '' }),
        close: () => {
          closed = true;
        },
      };
    },
  };
}

async function read(shell: Shell, how: 'raw' | 'classify' = 'raw'): Promise<(string | null)[]> {
  const reader = await openReader(shell, PROGRAM, NODE, seededRandom('nonce'), never);
  const seen: (string | null)[] = [];
  if (how === 'raw') {
    for await (const { bytes } of reader.read(windows, never)) seen.push(bytes === null ? null : String(bytes[0]));
  } else {
    const hash = new KeyedHash(seededRandom('key'));
    for await (const { blocks } of reader.classify(windows, hash, null, never)) {
      seen.push(blocks === null ? null : blocks.map(({ verdict }) => verdict.class).join());
    }
  }
  return seen;
}

const only = (sequence: number, lie: Reply): Reply => {
  return (asked, honest) => (asked.sequence === sequence ? lie(asked, honest) : honest);
};

describe.each(['raw', 'classify'] as const)('a reader that lies about its framing: %s', (how) => {
  it('is believed when it is honest', async () => {
    const all = windows.map(() => (how === 'raw' ? String(BYTE) : 'constant'));
    expect(
      await read(
        phone((_asked, honest) => honest),
        how,
      ),
    ).toEqual(all);
  });

  it.each<[string, Reply]>([
    ['another token', (_asked, honest) => honest.fill(7, 0, 16)],
    [
      'the token of another conversation',
      (asked, honest) => {
        return frame(Buffer.alloc(16, 9), asked.sequence, 0, honest.length - 32, honest.subarray(32));
      },
    ],
    [
      'the answer before',
      (asked, honest) => frame(asked.nonce, asked.sequence - 1, 0, honest.length - 32, honest.subarray(32)),
    ],
    [
      'the answer after',
      (asked, honest) => frame(asked.nonce, asked.sequence + 1, 0, honest.length - 32, honest.subarray(32)),
    ],
    ['a status that does not exist', (asked) => frame(asked.nonce, asked.sequence, 3, 0, Buffer.alloc(0))],
    [
      'something in the hole',
      (asked, honest) => frame(asked.nonce, asked.sequence, 0, honest.length - 32, honest.subarray(32), 1),
    ],
    [
      'one byte more',
      (asked, honest) =>
        frame(
          asked.nonce,
          asked.sequence,
          0,
          honest.length - 31,
          Buffer.concat([honest.subarray(32), Buffer.alloc(1)]),
        ),
    ],
    [
      'one byte less',
      (asked, honest) => frame(asked.nonce, asked.sequence, 0, honest.length - 33, honest.subarray(32, -1)),
    ],
    ['an endless answer', (asked) => frame(asked.nonce, asked.sequence, 0, 0xffff_ffff, Buffer.alloc(8192))],
    ['one byte before', (_asked, honest) => Buffer.concat([Buffer.from('x'), honest])],
    ['itself twice', (_asked, honest) => Buffer.concat([honest, honest])],
    ['an error with a payload', (asked, honest) => frame(asked.nonce, asked.sequence, 2, 5, honest.subarray(32))],
    [
      'a length changed under the token',
      (_asked, honest) => {
        honest.writeUInt32LE(1, 24);
        return honest;
      },
    ],
  ])('%s is a fault', async (_name, lie) => {
    for (const sequence of [1, 3, 6]) {
      await expect(read(phone(only(sequence, lie)), how)).rejects.toMatchObject({
        code: expect.stringMatching(/^VERIFY_(FRAMING|SHORT_READ)$/),
      });
    }
  });

  it('what cannot be read is asked for once more and then unreadable', async () => {
    let tries = 0;
    const reply: Reply = (asked, honest) => {
      if (asked.sequence !== 2 && asked.sequence !== 7) return honest;
      tries += 1;
      return frame(asked.nonce, asked.sequence, asked.sequence === 2 ? 2 : 1, 5, Buffer.alloc(0));
    };
    const seen = await read(phone(reply), how);
    expect(tries).toBe(2);
    expect(seen.filter((each) => each === null)).toHaveLength(1);
    expect(seen).toHaveLength(windows.length);
  });

  it('bytes after the last answer are a fault, and so is an exit code', async () => {
    await expect(
      read(
        phone((_a, honest) => honest, 0, 'x'),
        how,
      ),
    ).rejects.toMatchObject({ code: 'VERIFY_FRAMING' });
    await expect(
      read(
        phone((_a, honest) => honest, 1),
        how,
      ),
    ).rejects.toMatchObject({ code: 'VERIFY_FRAMING' });
  });

  it('a reader of another version, or that has opened nothing, is a fault', async () => {
    for (const payload of [
      Buffer.from([2, 0, 0, 0, 1, 0, 0, 0]),
      Buffer.from([1, 0, 0, 0, 2, 0, 0, 0]),
      Buffer.alloc(4, 1),
      Buffer.alloc(0),
    ]) {
      const reply = only(0, ({ nonce }) => frame(nonce, 0, 0, payload.length, payload));
      await expect(read(phone(reply), how)).rejects.toMatchObject({ code: 'VERIFY_FRAMING' });
    }
    const refused = only(0, ({ nonce }) => frame(nonce, 0, 2, 13, Buffer.alloc(0)));
    await expect(read(phone(refused), how)).rejects.toMatchObject({ code: 'VERIFY_SHORT_READ' });
  });

  it('whatever it sends: only whole answers count, everything else is null or a fault', async () => {
    const edit = fc.record({
      sequence: fc.nat(8),
      at: fc.nat(4200),
      drop: fc.nat(60),
      insert: fc.uint8Array({ maxLength: 60 }),
      again: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const reply: Reply = (asked, honest) => {
          let bytes = honest;
          for (const { at, drop, insert, again, sequence } of edits) {
            if (sequence !== asked.sequence) continue;
            const rest = bytes.subarray(Math.min(bytes.length, at + drop));
            bytes = Buffer.concat([bytes.subarray(0, at), insert, again ? honest : Buffer.alloc(0), rest]);
          }
          return bytes;
        };
        try {
          expect(await read(phone(reply), how)).toHaveLength(windows.length);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }),
      { numRuns: 120 },
    );
  });
});
