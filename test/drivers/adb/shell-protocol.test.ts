import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodePacket, PACKET, PacketDecoder } from '../../../src/drivers/adb/shell-protocol.ts';
import { Fault } from '../../../src/faults/fault.ts';

/** Standard output as one text of bytes, other packets one by one. */
function decoded(chunks: readonly Uint8Array[]): { stdout: string; others: string[]; atBoundary: boolean } {
  const decoder = new PacketDecoder();
  const stdout: Uint8Array[] = [];
  const others: string[] = [];
  for (const chunk of chunks) {
    for (const { id, data } of decoder.decode(chunk)) {
      if (id === PACKET.stdout) stdout.push(data.slice());
      else others.push(`${id}:${Buffer.from(data).toString('hex')}`);
    }
  }
  return { stdout: Buffer.concat(stdout).toString('hex'), others, atBoundary: decoder.atBoundary };
}

function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
}

const packet = fc.record({ id: fc.integer({ min: 0, max: 255 }), data: fc.uint8Array({ maxLength: 40 }) });

describe('packets', () => {
  test('are laid out as shell_protocol.h says', () => {
    expect([...encodePacket(PACKET.stdin, Uint8Array.of(7, 8))]).toEqual([0, 2, 0, 0, 0, 7, 8]);
    expect([...encodePacket(PACKET.closeStdin, new Uint8Array())]).toEqual([4, 0, 0, 0, 0]);
    expect([...encodePacket(PACKET.stdout, new Uint8Array(0x10203)).subarray(0, 5)]).toEqual([1, 3, 2, 1, 0]);
  });

  test('are the same however their bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 6 }), fc.array(fc.nat()), (packets, cuts) => {
        const bytes = Buffer.concat(packets.map(({ id, data }) => encodePacket(id, data)));
        expect(decoded(split(bytes, cuts))).toEqual({
          stdout: Buffer.concat(packets.filter(({ id }) => id === PACKET.stdout).map(({ data }) => data)).toString(
            'hex',
          ),
          others: packets
            .filter(({ id }) => id !== PACKET.stdout)
            .map(({ id, data }) => `${id}:${Buffer.from(data).toString('hex')}`),
          atBoundary: true,
        });
      }),
    );
  });

  test('are never complete before their last byte', () => {
    fc.assert(
      fc.property(packet, fc.nat(), (one, cut) => {
        const bytes = encodePacket(one.id, one.data);
        const part = bytes.subarray(0, 1 + (cut % (bytes.length - 1)));
        const result = decoded([part]);
        expect(result.atBoundary).toBe(false);
        expect(result.others).toEqual([]);
      }),
    );
  });

  test.each([0xff_ff_ff_ff, 0x80_00_00_00, 4 * 1024 * 1024 + 1])(
    'a length of %i is refused before it is waited for',
    (length) => {
      const header = Buffer.alloc(5);
      header.writeUInt8(PACKET.stderr, 0);
      header.writeUInt32LE(length, 1);
      expect(() => decoded([header])).toThrow(expect.objectContaining({ code: 'DEVICE_REPLY' }));
    },
  );

  test('garbage is packets or a Fault, nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 8 }), (chunks) => {
        try {
          decoded(chunks);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }),
    );
  });
});
