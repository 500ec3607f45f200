import { spawn } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, privateEncrypt, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startPrivateAdbServer } from '../../src/drivers/adb/private-server.ts';
import { byteSum, COMMAND, encodeHeader, type Packet } from '../../src/virtual/adb/packet.ts';
import { PacketParser } from '../../src/virtual/adb/packet-parser.ts';
import {
  adbState,
  reach,
  removeScratch,
  scratchFolder,
  small,
  startTestBench,
  type TestBench,
  within,
} from './bench-fixture.ts';

const open: TestBench[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close();
  for (const folder of folders.splice(0)) await removeScratch(folder);
});

async function start(...args: Parameters<typeof startTestBench>): Promise<TestBench> {
  const bench = await startTestBench(...args);
  open.push(bench);
  return bench;
}

/** A host of our own, to say what the real adb never says. */
class Host {
  readonly #parser = new PacketParser();
  readonly #packets: Packet[] = [];
  readonly #socket;
  #wake: () => void = () => undefined;
  closed = false;

  constructor(seat: string) {
    const [host = '', port] = seat.split(':');
    this.#socket = connect({ host, port: Number(port) });
    this.#socket.on('data', (data: Buffer) => {
      this.#packets.push(...this.#parser.push(data));
      this.#wake();
    });
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  send(command: Packet['command'], arg0: number, arg1: number, payload: Buffer, sum = byteSum(payload)): void {
    this.#socket.write(Buffer.concat([encodeHeader(command, arg0, arg1, payload.length, sum), payload]));
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  async next(): Promise<Packet | undefined> {
    while (this.#packets.length === 0 && !this.closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#packets.shift();
  }

  end(): void {
    this.#socket.destroy();
  }
}

describe('protocol corners', () => {
  test('a host with the old version and a small payload gets sums and small packets', async () => {
    const bench = await start([await small('userdebug-honest')]);
    const host = new Host(bench.phone('userdebug-honest').seat);
    host.send(COMMAND.CNXN, 0x01000000, 4096, Buffer.from('host::\0'));
    expect(await host.next()).toMatchObject({ command: COMMAND.CNXN, arg0: 0x01000001 });
    host.send(COMMAND.OPEN, 5, 0, Buffer.from('exec:dd if=/dev/zero bs=10000 count=1 2>/dev/null\0'));
    const okay = await host.next();
    expect(okay).toMatchObject({ command: COMMAND.OKAY, arg1: 5 });
    let bytes = 0;
    for (let packet = await host.next(); packet?.command === COMMAND.WRTE; packet = await host.next()) {
      expect(packet.payload.length).toBeLessThanOrEqual(4096);
      expect(packet.checksum).toBe(byteSum(packet.payload));
      bytes += packet.payload.length;
      host.send(COMMAND.OKAY, 5, packet.arg0, Buffer.alloc(0));
    }
    expect(bytes).toBe(10_000);
    host.send(COMMAND.OPEN, 6, 0, Buffer.from('nothing:\0'));
    expect(await host.next()).toMatchObject({ command: COMMAND.CLSE, arg0: 0, arg1: 6 });
    host.send(COMMAND.OPEN, 7, 0, Buffer.from('exec:id\0'), 1);
    expect(await host.next()).toBeUndefined();
  });

  test('garbage closes the connection and nothing else', async () => {
    const bench = await start([await small('userdebug-honest')]);
    const phone = bench.phone('userdebug-honest');
    for (let round = 0; round < 5; round++) {
      const host = new Host(phone.seat);
      host.write(randomBytes(100));
      expect(await host.next()).toBeUndefined();
    }
    expect(await bench.shell(phone, 'id -u')).toBe('2000');
  });

  test('a signature by another key, or over another token, is not enough', async () => {
    const bench = await start([await small('retail-locked')]);
    const phone = bench.phone('retail-locked');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const stranger = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const own = await readFile(join(bench.server.env['HOME'] ?? '', '.android/adbkey'), 'utf8');
    const info = Buffer.from('3021300906052b0e03021a05000414', 'hex');
    const answer = async (key: string, token: (real: Buffer) => Buffer) => {
      const host = new Host(phone.seat);
      host.send(COMMAND.CNXN, 0x01000001, 65_536, Buffer.from('host::\0'));
      const challenge = await host.next();
      expect(challenge).toMatchObject({ command: COMMAND.AUTH, arg0: 1 });
      expect(challenge?.payload.length).toBe(20);
      const signature = privateEncrypt(createPrivateKey(key), Buffer.concat([info, token(challenge?.payload ?? info)]));
      host.send(COMMAND.AUTH, 2, 0, signature);
      const reply = await host.next();
      host.end();
      return reply?.command;
    };
    expect(await answer(stranger.toString(), (token) => token)).toBe(COMMAND.AUTH);
    expect(await answer(own, () => randomBytes(20))).toBe(COMMAND.AUTH);
    expect(await answer(own, (token) => token)).toBe(COMMAND.CNXN);
  });
});

describe('life of a bench', () => {
  test('a phone goes on from its state folder, and its keys with it', async () => {
    const folder = await scratchFolder();
    folders.push(folder);
    const definition = await small('retail-locked', { authorisation: 'accept' });
    const first = await start([definition], folder);
    const id = await first.shell(
      first.phone('retail-locked'),
      'echo mine >/sdcard/note; sync; settings get secure android_id',
    );
    await first.bench.close();
    const second = await start([definition], folder);
    const phone = second.phone('retail-locked');
    expect(await second.shell(phone, 'cat /sdcard/note; settings get secure android_id')).toBe(`mine\n${id}`);
  });

  test('stale cache: plain reads show zeros after the lie, direct reads show the data', async () => {
    const bench = await start([await small('stale-cache')]);
    const phone = bench.phone('stale-cache');
    await bench.on(phone, 'root');
    await bench.on(phone, 'wait-for-device');
    const sum = (flag: string) =>
      bench.shell(phone, `dd if=/dev/block/by-name/userdata bs=1M count=8 ${flag} 2>/dev/null | sha256sum`);
    const before = await sum('');
    expect(await sum('iflag=direct')).toBe(before);
    await bench.shell(phone, 'mkdir -p /cache/recovery; echo --wipe_data >/cache/recovery/command');
    await reach(() => bench.on(phone, 'reboot', 'recovery'), phone, 'system');
    await bench.on(phone, 'root');
    await bench.on(phone, 'wait-for-device');
    expect(await sum('')).not.toBe(before);
    expect(
      await bench.shell(phone, 'dd if=/dev/block/by-name/userdata bs=1M count=8 2>/dev/null | tr -d "\\000" | wc -c'),
    ).toBe('0');
    expect(
      await bench.shell(
        phone,
        'dd if=/dev/block/by-name/userdata bs=1M count=8 iflag=direct 2>/dev/null | tr -d "\\000" | wc -c',
      ),
    ).not.toBe('0');
  });

  test('dies before recovery starts and stays dead', async () => {
    const bench = await start([
      await small('userdebug-honest', { character: [{ kind: 'dies-at', step: 'reboot-recovery' }] }),
    ]);
    const phone = bench.phone('userdebug-honest');
    await reach(() => bench.on(phone, 'reboot', 'sideload'), phone, 'off');
    expect(await adbState(bench, phone)).toBeUndefined();
    expect(bench.events).toContainEqual(expect.objectContaining({ type: 'phone-power-lost', step: 'reboot-recovery' }));
  });

  test('no reply when the power goes between wipe and answer', async () => {
    const character = [{ kind: 'dies-at', step: 'wipe-reply', returnsAfterMs: 50 } as const];
    const bench = await start([await small('userdebug-honest', { character })]);
    const phone = bench.phone('userdebug-honest');
    await reach(() => bench.on(phone, 'reboot', 'sideload'), phone, 'sideload');
    await reach(() => bench.on(phone, 'reboot', 'rescue'), phone, 'rescue');
    const host = new Host(phone.seat);
    host.send(COMMAND.CNXN, 0x01000001, 65_536, Buffer.from('host::\0'));
    await host.next();
    host.send(COMMAND.OPEN, 3, 0, Buffer.from('rescue-wipe:userdata:8\0'));
    expect(await host.next()).toMatchObject({ command: COMMAND.OKAY });
    expect(await host.next()).toBeUndefined();
    await phone.waitForState('rescue', within());
  });

  test('a killed process leaves no server and no loop device', async () => {
    const folder = await scratchFolder();
    folders.push(folder);
    const script = join(folder, 'run.ts');
    const source = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
    await writeFile(
      script,
      `const { startPrivateAdbServer } = await import(${source('drivers/adb/private-server.ts')});
       const { loadDefinition } = await import(${source('virtual/definition-file.ts')});
       const { startVirtualBench } = await import(${source('virtual/virtual-bench.ts')});
       const server = await startPrivateAdbServer({ folder: ${JSON.stringify(join(folder, 'adb'))} });
       const definition = await loadDefinition('twin-a');
       const bench = await startVirtualBench({ definitions: [definition], stateFolder: ${JSON.stringify(join(folder, 'phones'))}, adbServerPort: server.port });
       console.log(server.port + ' ' + bench.phones[0].rawPath('userdata'));`,
    );
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data: Buffer) => resolve(data.toString())),
    );
    const [port = '', node = ''] = said.trim().split(' ');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    await expect.poll(() => refused(Number(port)), { timeout: 5000 }).toBe(true);
    if (node.startsWith('/dev/loop')) {
      const backing = `/sys/block/${node.slice('/dev/'.length)}/loop/backing_file`;
      const left = async () => (await readFile(backing, 'utf8').catch(() => '')).startsWith(folder);
      await expect.poll(left, { timeout: 5000 }).toBe(false);
    }
  });

  test('a missing adb is named', async () => {
    const folder = await scratchFolder();
    folders.push(folder);
    await expect(startPrivateAdbServer({ program: 'no-such-adb', folder })).rejects.toMatchObject({
      code: 'ENV_TOOL_MISSING',
    });
  });
});

function refused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', () => resolve(true));
  });
}
