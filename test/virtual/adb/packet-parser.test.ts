import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteSum, COMMAND, encodeHeader, MAX_PAYLOAD_BYTES, type Packet } from '../../../src/virtual/adb/packet.ts';
import { PacketParser } from '../../../src/virtual/adb/packet-parser.ts';

const command = fc.constantFrom(...Object.values(COMMAND));
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const packet = fc.record({
  command,
  arg0: u32,
  arg1: u32,
  payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});
type Plain = Pick<Packet, 'command' | 'arg0' | 'arg1' | 'payload'>;

function encode(packets: readonly Plain[]): Buffer {
  return Buffer.concat(
    packets.flatMap(({ command: id, arg0, arg1, payload }) => [
      encodeHeader(id, arg0, arg1, payload.length, byteSum(payload)),
      payload,
    ]),
  );
}

function plain({ command: id, arg0, arg1, payload }: Plain) {
  return { command: id, arg0, arg1, payload: Buffer.from(payload).toString('hex') };
}

function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const sorted = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

describe('packet parser', () => {
  test('any split of the bytes gives the same packets', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 20 }), (packets, cuts) => {
        const parser = new PacketParser();
        parser.verifyChecksum = true;
        const found = pieces(encode(packets), cuts).flatMap((piece) => [...parser.push(piece)]);
        expect(found.map(plain)).toEqual(packets.map(plain));
        expect(parser.bad).toBe(false);
      }),
    );
  });

  test('garbage never throws; a wrong header ends the parsing for good', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (chunks) => {
        const parser = new PacketParser();
        for (const chunk of chunks) for (const _ of parser.push(Buffer.from(chunk))) break;
        if (parser.bad)
          expect([
            ...parser.push(encode([{ command: COMMAND.OKAY, arg0: 1, arg1: 1, payload: Buffer.alloc(0) }])),
          ]).toEqual([]);
      }),
    );
  });

  test.each([
    ['a wrong magic', (header: Buffer) => header.writeUInt32LE(0, 20)],
    ['an unknown command', (header: Buffer) => header.write('ABCD', 'latin1')],
    ['a length above the maximum', (header: Buffer) => header.writeUInt32LE(MAX_PAYLOAD_BYTES + 1, 12)],
  ])('%s is bad', (_, spoil) => {
    const header = encodeHeader(COMMAND.OKAY, 1, 2, 0, 0);
    spoil(header);
    const parser = new PacketParser();
    expect([...parser.push(header)]).toEqual([]);
    expect(parser.bad).toBe(true);
  });

  test('a wrong sum is bad only for a host that speaks the old version', () => {
    const bytes = Buffer.concat([encodeHeader(COMMAND.WRTE, 1, 2, 3, 1), Buffer.from('abc')]);
    const modern = new PacketParser();
    expect([...modern.push(bytes)]).toHaveLength(1);
    const old = new PacketParser();
    old.verifyChecksum = true;
    expect([...old.push(bytes)]).toEqual([]);
    expect(old.bad).toBe(true);
  });
});
