/** The driver against servers that are not as they should be. */
import { createServer } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { connectAdb, hostQuery } from '../../../src/drivers/adb/connection.ts';
import { adbDriver } from '../../../src/drivers/adb/driver.ts';
import { adbClientVersion, ensureAdbServer, serverVersion } from '../../../src/drivers/adb/server.ts';
import { adbSession } from '../../../src/drivers/adb/session.ts';
import { encodePacket, PACKET } from '../../../src/drivers/adb/shell-protocol.ts';
import { Fault } from '../../../src/faults/fault.ts';
import { type Answer, type FakeServer, fail, fakeServer, okay } from './fake-server.ts';

const never = new AbortController().signal;
let server: FakeServer | undefined;

async function serving(answer: Answer): Promise<FakeServer> {
  server = await fakeServer(answer);
  return server;
}

/** A server with one phone, whose services the test plays. */
const phone = (play: Answer) =>
  serving((request, socket) => {
    if (request.startsWith('host:transport-id:')) socket.write(okay());
    else play(request, socket);
  });

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  const address = listener.address();
  await new Promise((done) => listener.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('a request to the server', () => {
  test.each<[string, string, string]>([
    ['a known refusal', fail("device 'S1' not found"), 'DEVICE_GONE'],
    [
      'a refusal of several lines',
      fail("device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not set"),
      'DEVICE_UNAUTHORIZED',
    ],
    ['a refusal in words nobody knows', fail('flux capacitor'), 'DEVICE_REFUSED'],
    ['a refusal without words', fail(''), 'DEVICE_REFUSED'],
    ['a word that is neither', 'HELO', 'DEVICE_REPLY'],
    ['half a word', 'OK', 'DEVICE_CLOSED'],
    ['nothing', '', 'DEVICE_CLOSED'],
    ['half a refusal', 'FAIL0010clos', 'DEVICE_CLOSED'],
    ['half an answer', 'OKAY0010half', 'DEVICE_CLOSED'],
    ['an answer without its length', 'OKAYzzzzwhat', 'DEVICE_REPLY'],
    ['a page of the web', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'DEVICE_REPLY'],
  ])('%s', async (_what, reply, code) => {
    const { address } = await serving((_request, socket) => socket.end(reply));
    await expect(hostQuery(address, 'host:devices-l', never)).rejects.toMatchObject({ code });
  });

  test('is read whole, in whatever pieces the answer comes', async () => {
    const { address, requests } = await serving((_request, socket) => {
      for (const byte of okay('naïve Ⅱ')) socket.write(byte);
    });
    expect(await hostQuery(address, 'host:x', never)).toBe('naïve Ⅱ');
    expect(requests).toEqual(['host:x']);
  });

  test('whatever comes back, only a Fault comes out', async () => {
    let reply: Uint8Array = new Uint8Array();
    const { address } = await serving((_request, socket) => socket.end(reply));
    const word = fc.constantFrom('OKAY', 'FAIL', 'OKAY0000', 'FAILffff', '');
    await fc.assert(
      fc.asyncProperty(word, fc.uint8Array({ maxLength: 12 }), async (begin, bytes) => {
        reply = Buffer.concat([Buffer.from(begin), bytes]);
        const answer = await hostQuery(address, 'host:x', never).catch((error: unknown) => error);
        expect(typeof answer === 'string' || answer instanceof Fault).toBe(true);
        if (answer instanceof Fault) expect(answer.code).not.toMatch(/^BUG_/);
      }),
      { numRuns: 60 },
    );
  });

  test('ends with the reason of its signal when the server never answers', async () => {
    const asked = Promise.withResolvers<void>();
    const { address } = await serving(() => asked.resolve());
    const abort = new AbortController();
    const reason = new Error('the operator');
    const asking = hostQuery(address, 'host:x', abort.signal);
    await asked.promise;
    abort.abort(reason);
    await expect(asking).rejects.toBe(reason);
    await expect(hostQuery(address, 'host:x', abort.signal)).rejects.toBe(reason);
  });
});

describe('which server is it', () => {
  test.each<[string, Answer, number | string]>([
    ['the version of today', (_request, socket) => socket.end(okay('0029')), 41],
    ['an older one', (_request, socket) => socket.end(okay('001f')), 31],
    ['a newer one', (_request, socket) => socket.end(okay('002A')), 42],
    ['words', (_request, socket) => socket.end(okay('nine')), 'not-adb'],
    ['a refusal', (_request, socket) => socket.end(fail('unknown host service')), 'not-adb'],
    ['another protocol', (_request, socket) => socket.end('SSH-2.0-OpenSSH_9\r\n'), 'not-adb'],
    ['one that hangs up', (_request, socket) => socket.destroy(), 'not-adb'],
  ])('%s', async (_what, answer, version) => {
    const { address } = await serving(answer);
    expect(await serverVersion(address, never)).toBe(version);
    if (typeof version === 'number') expect(await ensureAdbServer(address, never)).toBe(version);
    else await expect(ensureAdbServer(address, never)).rejects.toMatchObject({ code: 'ENV_ADB_SERVER' });
  });

  test('no server at all, and none is started by asking', async () => {
    const address = { host: '127.0.0.1', port: await freePort(), program: 'wipebench-no-such-adb' };
    expect(await serverVersion(address, never)).toBe('none');
    expect(await serverVersion(address, never)).toBe('none');
  });

  test('no server and no adb to start one', async () => {
    const address = { host: '127.0.0.1', port: await freePort(), program: 'wipebench-no-such-adb' };
    await expect(ensureAdbServer(address, never)).rejects.toMatchObject({ code: 'ENV_TOOL_MISSING' });
    await expect(connectAdb(address, never)).rejects.toMatchObject({ code: 'ENV_ADB_SERVER' });
  });

  test('no server, and an adb that does not start one', async () => {
    const address = { host: '127.0.0.1', port: await freePort(), program: 'false' };
    await expect(ensureAdbServer(address, never)).rejects.toMatchObject({ code: 'ENV_ADB_SERVER' });
  });

  test('the version of the real adb program, and of one that says something else', async () => {
    expect(await adbClientVersion('adb', never)).toMatchObject({ protocol: 41 });
    expect(await adbClientVersion('true', never)).toEqual({ words: 'release of unknown release', protocol: undefined });
  });
});

describe('watching', () => {
  const LIST = 'S1                     device usb:1-1 transport_id:1\n';
  const watched =
    (tracking: Answer, list: string): Answer =>
    (request, socket) => {
      if (request === 'host:version') socket.end(okay('0029'));
      else if (request === 'host:devices-l') socket.end(list);
      else tracking(request, socket);
    };

  test('ends with a Fault when the server goes away, after what it said before', async () => {
    const { address } = await serving(watched((_request, socket) => socket.end(okay('S1\tdevice\n')), okay(LIST)));
    const pictures: string[][] = [];
    const watching = (async () => {
      for await (const picture of adbDriver(address).watch(never)) pictures.push(picture.map(({ serial }) => serial));
    })();
    await expect(watching).rejects.toMatchObject({ code: 'ENV_ADB_SERVER' });
    expect(new Set(pictures.flat())).toEqual(new Set(['S1']));
  });

  test.each([
    ['a list that breaks off', 'OKAY0050S1', 'DEVICE_CLOSED'],
    ['no list', fail('flux'), 'DEVICE_REFUSED'],
  ])('%s is a Fault', async (_what, list, code) => {
    const { address } = await serving(watched((_request, socket) => socket.write(okay('')), list));
    const pictures = adbDriver(address).watch(never)[Symbol.asyncIterator]();
    await expect(pictures.next()).rejects.toMatchObject({ code });
  });

  test('what listens is no adb server', async () => {
    const { address } = await serving((_request, socket) => socket.end('220 mail ready\r\n'));
    const pictures = adbDriver(address).watch(never)[Symbol.asyncIterator]();
    await expect(pictures.next()).rejects.toMatchObject({ code: 'ENV_ADB_SERVER' });
  });
});

describe('services of a phone', () => {
  const packet = (id: number, data: string | Uint8Array) => encodePacket(id, Buffer.from(data));
  const run = (fake: FakeServer) => adbSession(fake.address, '1', 'device').shell?.run('id', never);

  test.each<[string, Uint8Array[], string]>([
    ['no word of how it ended', [packet(PACKET.stdout, '0\n')], 'DEVICE_CLOSED'],
    ['an empty exit packet', [packet(PACKET.stdout, '0\n'), packet(PACKET.exit, '')], 'DEVICE_CLOSED'],
    ['half an exit packet', [packet(PACKET.exit, Uint8Array.of(0)).subarray(0, 5)], 'DEVICE_CLOSED'],
    [
      'an exit packet and half of another',
      [packet(PACKET.exit, Uint8Array.of(0)), Buffer.from([1, 9])],
      'DEVICE_CLOSED',
    ],
    ['an impossible packet', [Buffer.from([2, 255, 255, 255, 255])], 'DEVICE_REPLY'],
    ['plain text, as a shell of old', [Buffer.from('uid=0(root) gid=0(root)\n')], 'DEVICE_REPLY'],
    ['nothing', [], 'DEVICE_CLOSED'],
  ])('a shell that ends with %s did not succeed', async (_what, bytes, code) => {
    const fake = await phone((_request, socket) => socket.end(Buffer.concat([Buffer.from('OKAY'), ...bytes])));
    await expect(run(fake)).rejects.toMatchObject({ code });
  });

  test('a shell that never stops printing', async () => {
    const chunk = packet(PACKET.stdout, Buffer.alloc(1024 * 1024));
    const fake = await phone((_request, socket) => {
      socket.write('OKAY');
      const pour = () => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on('drain', pour);
      pour();
    });
    await expect(run(fake)).rejects.toMatchObject({ code: 'DEVICE_REPLY' });
  });

  test('a phone that ends while it is written to', async () => {
    const fake = await phone((_request, socket) => {
      socket.write('OKAY');
      socket.pause();
      setImmediate(() => socket.destroy());
    });
    const stream = await adbSession(fake.address, '1', 'device').shell?.stream('cat', never);
    await expect(stream?.write(new Uint8Array(64 * 1024 * 1024))).rejects.toMatchObject({ code: 'DEVICE_CLOSED' });
  });

  test.each([
    ['DONEDONE', 'DONEDONE'],
    ['FAILFAIL', 'FAILFAIL'],
    ['DONE', 'DONE'],
    ['', ''],
    ['DONEDONEDONE', 'DONEDONEDONE'],
  ])('the reply to the wipe %j is passed on as it is', async (reply, wanted) => {
    const fake = await phone((_request, socket) => socket.end(`OKAY${reply}`));
    expect(await adbSession(fake.address, '1', 'rescue').rescueWipe?.(never)).toBe(wanted);
    expect(fake.requests).toEqual(['host:transport-id:1', 'rescue-wipe:userdata:8']);
  });

  test.each([
    ['restarting adbd as root\n', 'restarting'],
    ['adbd is already running as root\n', 'already'],
    ['adbd cannot run as root in production builds\n', 'refused'],
    ['unknown\n', 'not-understood'],
    ['', 'not-understood'],
  ])('the reply to root %j', async (reply, wanted) => {
    const fake = await phone((_request, socket) => socket.end(`OKAY${reply}`));
    expect(await adbSession(fake.address, '1', 'device').root?.(never)).toBe(wanted);
  });

  test.each([
    ['system', 'reboot:'],
    ['recovery', 'reboot:recovery'],
    ['sideload', 'reboot:sideload'],
    ['bootloader', 'reboot:bootloader'],
  ] as const)('a restart to %s', async (target, service) => {
    const fake = await phone((_request, socket) => socket.end('OKAY'));
    await adbSession(fake.address, '1', 'device').reboot?.(target, never);
    expect(fake.requests.at(-1)).toBe(service);
  });

  test.each<[string, string | Buffer, string]>([
    [
      'a reason',
      Buffer.concat([Buffer.from('FAIL'), Buffer.from([200, 0, 0, 0]), Buffer.alloc(200, 'x')]),
      'DEVICE_REFUSED',
    ],
    ['a reason without end', Buffer.concat([Buffer.from('FAIL'), Buffer.alloc(4, 255)]), 'DEVICE_REFUSED'],
    ['a reason that breaks off', Buffer.concat([Buffer.from('FAIL'), Buffer.from([9, 0, 0, 0])]), 'DEVICE_CLOSED'],
    ['silence', '', 'DEVICE_CLOSED'],
    ['another word', 'DATA\0\0\0\0', 'DEVICE_REFUSED'],
  ])('a file that is not taken, with %s', async (_what, reply, code) => {
    const fake = await phone((request, socket) => {
      socket.write('OKAY');
      if (request === 'sync:') socket.end(reply);
    });
    const fault = await adbSession(fake.address, '1', 'device')
      .push?.(Buffer.from('x'), '/data/local/tmp/x', never)
      .catch((error: unknown) => error);
    expect(fault).toMatchObject({ code });
    if (_what === 'a reason') expect((fault as Fault).message).toContain('x'.repeat(200));
  });

  test.each(['unauthorized', 'offline', 'bootloader', 'host', 'unknown'] as const)(
    'a phone that is %s offers nothing',
    (state) => {
      expect(Object.keys(adbSession({ host: 'x', port: 1, program: 'adb' }, '1', state))).toEqual(['close']);
    },
  );
});
