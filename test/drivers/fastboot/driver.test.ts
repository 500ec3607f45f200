/** The fastboot driver, the real program, and boot loaders that refuse, lie, die and hang up. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Driver, Fastboot } from '../../../src/drivers/driver.ts';
import { parseFastbootAddress } from '../../../src/drivers/fastboot/address.ts';
import { fastbootDriver } from '../../../src/drivers/fastboot/driver.ts';
import type { Sighting } from '../../../src/model/sighting.ts';
import type { VirtualPhone } from '../../../src/virtual/virtual-bench.ts';
import { rawCopy } from '../../stories/ground-truth.ts';
import { reach, small, startTestBench, type TestBench, within } from '../../virtual/bench-fixture.ts';
import { fastbootOn } from '../../virtual/fastboot-program.ts';

let bench: TestBench;
let driver: Driver;

beforeAll(async () => {
  const unlocked = await small('fastboot-unlocked');
  const { fastboot } = unlocked;
  bench = await startTestBench([
    unlocked,
    await small('fastboot-locked'),
    await small('fastboot-liar'),
    await small('fastboot-dies'),
    { ...unlocked, name: 'merging', fastboot: { ...fastboot, updatePending: true } },
    { ...unlocked, name: 'fails', character: [{ kind: 'fail-wipe' }] },
    { ...unlocked, name: 'no-cache', fastboot: { ...fastboot, absent: ['cache'] } },
    { ...unlocked, name: 'old-loader', fastboot: { ...fastboot, format: 'lk', absent: ['cache'] } },
    { ...unlocked, name: 'slow', character: [{ kind: 'slow', wipeMs: 3000 }] },
  ]);
  const addresses = bench.phones.map((phone) => parseFastbootAddress(phone.fastbootAddress));
  driver = fastbootDriver({ program: 'fastboot', addresses });
}, 120_000);
afterAll(() => bench?.close());

/** The first sighting on the seat that is as wanted. */
async function sighted(phone: VirtualPhone, state: Sighting['state']): Promise<Sighting> {
  const done = new AbortController();
  for await (const picture of driver.watch(AbortSignal.any([within(), done.signal]))) {
    const found = picture.find((each) => each.port === `tcp:${phone.seat}` && each.state === state);
    if (found) return found;
  }
  throw new Error(`${phone.name} was never seen as ${state}`);
}

async function fastbootOf(name: string): Promise<Fastboot> {
  const session = await driver.open(await sighted(bench.phone(name), 'fastboot'), within());
  if (!session.fastboot) throw new Error('no fastboot');
  return session.fastboot;
}

describe('sightings', () => {
  test('the serial, the seat that the phone has in adb, and which boot loader it is', async () => {
    const phone = bench.phone('fastboot-locked');
    expect(await sighted(phone, 'fastboot')).toEqual({
      driver: 'fastboot',
      handle: phone.fastbootAddress.split('@')[0],
      port: `tcp:${phone.seat}`,
      serial: '48221FDAQ02XK7',
      state: 'fastboot',
    });
    await reach(() => fastbootOn(phone, 'reboot', 'fastboot'), phone, 'fastbootd');
    const session = await driver.open(await sighted(phone, 'fastbootd'), within());
    expect(await session.fastboot?.getvar('is-userspace', within())).toBe('yes');
    await expect(session.fastboot?.erase('userdata', within())).rejects.toMatchObject({
      code: 'DEVICE_LOCKED',
      touched: false,
    });
    await session.reboot?.('bootloader', within());
    await sighted(phone, 'fastboot');
  });

  test('without the program: an empty picture, and no more', async () => {
    const without = fastbootDriver({
      program: '/nowhere/fastboot',
      addresses: [parseFastbootAddress('tcp:127.0.0.1:1')],
    });
    const abort = new AbortController();
    const pictures: (readonly Sighting[])[] = [];
    for await (const picture of without.watch(AbortSignal.any([abort.signal, within()]))) {
      pictures.push(picture);
      abort.abort();
    }
    expect(pictures).toEqual([[]]);
  });

  test('a phone that is busy is still there', async () => {
    const phone = bench.phone('slow');
    const fastboot = await fastbootOf('slow');
    const seen = new AbortController();
    const states: (string | undefined)[] = [];
    const first = Promise.withResolvers<void>();
    const watching = (async () => {
      for await (const picture of driver.watch(seen.signal)) {
        states.push(picture.find((each) => each.port === `tcp:${phone.seat}`)?.state);
        first.resolve();
      }
    })();
    await first.promise;
    await fastboot.erase('userdata', within());
    seen.abort();
    await watching;
    expect(new Set(states)).toEqual(new Set(['fastboot']));
  });
});

describe('erase', () => {
  test('resolves when the boot loader said OKAY, and then the raw storage is empty', async () => {
    const before = rawCopy(bench.phone('fastboot-unlocked'));
    expect(before.written).toBeGreaterThan(500);
    const fastboot = await fastbootOf('fastboot-unlocked');
    await fastboot.erase('userdata', within());
    await fastboot.erase('metadata', within());
    await fastboot.erase('cache', within());
    expect(before.survivors()).toBe(0);
  });

  test.each([
    ['fastboot-locked', 'userdata', { code: 'DEVICE_LOCKED', touched: false }],
    ['merging', 'userdata', { code: 'DEVICE_UPDATE_PENDING', touched: false }],
    ['fails', 'userdata', { code: 'WIPE_REPORTED_FAILURE', touched: true }],
    ['no-cache', 'cache', { code: 'DEVICE_REFUSED', touched: false }],
    ['fastboot-unlocked', 'md_udc', { code: 'DEVICE_REFUSED', touched: false }],
    // It answers OKAY to what it does not know, and would so to an erase.
    ['old-loader', 'cache', { code: 'DEVICE_REFUSED', touched: false }],
  ] as const)('%s, %s: %j', async (name, partition, fault) => {
    const fastboot = await fastbootOf(name);
    await expect(fastboot.erase(partition, within())).rejects.toMatchObject(fault);
  });

  test('the word of a liar is all there is: judging it is not the duty of a driver', async () => {
    const before = rawCopy(bench.phone('fastboot-liar'));
    await (await fastbootOf('fastboot-liar')).erase('userdata', within());
    expect(before.survivors()).toBe(before.written);
  });

  test('a phone that dies in the middle: nobody knows how far it came', async () => {
    const fastboot = await fastbootOf('fastboot-dies');
    await expect(fastboot.erase('userdata', within())).rejects.toMatchObject({ code: 'DEVICE_GONE', touched: true });
    await expect(fastboot.getvar('product', within())).rejects.toMatchObject({ code: 'DEVICE_GONE', touched: false });
    await expect(fastboot.getvarAll(within())).rejects.toMatchObject({ code: 'DEVICE_GONE' });
    await expect(fastboot.erase('userdata', within())).rejects.toMatchObject({ code: 'DEVICE_GONE', touched: false });
  });
});

describe('a boot loader over a network', () => {
  let server: Server;
  const sockets = new Set<Socket>();
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server?.close();
  });

  test('that hangs up politely in the middle, after which the program waits without end, is noticed', async () => {
    const reply = (text: string) => {
      const length = Buffer.alloc(8);
      length.writeBigUInt64BE(BigInt(text.length));
      return Buffer.concat([length, Buffer.from(text)]);
    };
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.write('FB01');
      socket.on('data', (data: Buffer) => {
        const command = data.toString('latin1');
        if (command.includes('erase:')) {
          server.close();
          socket.end();
        } else if (command.includes('getvar:')) {
          socket.write(reply(command.includes('partition-type') ? 'OKAYf2fs' : 'OKAYno'));
        }
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no address');
    const handle = `tcp:127.0.0.1:${address.port}`;
    const alone = fastbootDriver({ program: 'fastboot', addresses: [parseFastbootAddress(handle)] });
    const session = await alone.open({ driver: 'fastboot', handle, serial: '', state: 'fastboot' }, within());
    await expect(session.fastboot?.erase('userdata', within())).rejects.toMatchObject({
      code: 'DEVICE_GONE',
      touched: true,
    });
  });

  test('that is busy with another connection when the bench is first looked at is there all the same', async () => {
    const real = parseFastbootAddress(bench.phone('no-cache').fastbootAddress);
    let refused = 0;
    // The first two are taken and not answered, as a boot loader does that serves somebody else.
    const door = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      if (refused < 2) {
        refused += 1;
        return;
      }
      const through = connect({ host: real.host, port: real.port });
      through.on('error', () => socket.destroy());
      socket.pipe(through).pipe(socket);
    });
    await new Promise<void>((done) => door.listen(0, '127.0.0.1', done));
    try {
      const address = door.address();
      if (typeof address !== 'object' || address === null) throw new Error('no address');
      const alone = fastbootDriver({
        program: 'fastboot',
        addresses: [parseFastbootAddress(`tcp:127.0.0.1:${address.port}`)],
      });
      for await (const picture of alone.watch(within())) {
        expect(picture).toMatchObject([{ driver: 'fastboot', state: 'fastboot' }]);
        break;
      }
      expect(refused).toBe(2);
    } finally {
      door.close();
    }
  });
});
