import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VirtualPhone } from '../../src/virtual/virtual-bench.ts';
import { scratchFolder, small, startTestBench, type TestBench } from './bench-fixture.ts';

const MIB = 1024 * 1024;
let bench: TestBench;
let user: VirtualPhone;
let root: VirtualPhone;
let hostile: VirtualPhone;
let plain: VirtualPhone;
let folder: string;

beforeAll(async () => {
  folder = await scratchFolder();
  bench = await startTestBench([
    await small('userdebug-honest'),
    { ...(await small('userdebug-liar')), name: 'as-root' },
    await small('hostile-strings'),
    await small('plaintext-honest'),
    await small('short-reads'),
    await small('retail-managed'),
    await small('low-battery'),
    await small('read-errors', { character: [{ kind: 'read-errors', ranges: [{ offset: 8 * MIB, length: 8192 }] }] }),
  ]);
  user = bench.phone('userdebug-honest');
  root = bench.phone('as-root');
  hostile = bench.phone('hostile-strings');
  plain = bench.phone('plaintext-honest');
  for (const phone of [root, plain, bench.phone('read-errors'), bench.phone('short-reads')]) {
    await bench.on(phone, 'root');
    await bench.on(phone, 'wait-for-device');
  }
});
afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true, force: true });
});

function digest(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

describe('shell', () => {
  test('exit code, stdout and stderr apart', async () => {
    expect(await bench.on(user, 'shell', 'echo out; echo err >&2; exit 7')).toMatchObject({
      code: 7,
      stderr: 'err\n',
      stdout: Buffer.from('out\n'),
    });
  });

  test('raw storage is closed to uid 2000 and open to root, byte for byte', async () => {
    const refused = await bench.on(user, 'shell', 'dd if=/dev/block/by-name/userdata count=1');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('Permission denied');
    expect(
      (await bench.on(user, 'shell', 'ls /data; cat /metadata/vold/metadata_encryption/key/encrypted_key')).stdout
        .length,
    ).toBe(0);
    const raw = await readFile(root.rawPath('userdata'));
    const command = 'dd if=/dev/block/by-name/userdata bs=1M count=32 2>/dev/null';
    for (const how of [['shell', '-T'], ['exec-out']]) {
      const { stdout } = await bench.on(root, ...how, command);
      expect(stdout.length).toBe(32 * MIB);
      expect(digest(stdout)).toBe(digest(raw.subarray(0, 32 * MIB)));
    }
    const direct = await bench.on(
      root,
      'exec-out',
      'dd if=/dev/block/bootdevice/by-name/userdata bs=4096 skip=9 count=2 iflag=direct 2>/dev/null',
    );
    expect(direct.stdout.equals(raw.subarray(9 * 4096, 11 * 4096))).toBe(true);
    expect(
      await bench.shell(
        root,
        'blockdev --getsize64 /dev/block/by-name/userdata || stat -c %s /dev/block/by-name/userdata',
      ),
    ).toBe(String(48 * MIB));
  });

  test('stdin goes through, many shells at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        bench.shell(user, `i=0; while [ $i -lt 50 ]; do echo ${index}.$i; i=$((i+1)); done | tail -1`),
      ),
    );
    expect(answers).toEqual(Array.from({ length: 12 }, (_, index) => `${index}.49`));
  });

  test('nothing of the host is visible', async () => {
    const seen = await bench.shell(
      root,
      'ls /; mount; df; cat /proc/partitions; ls /home /root /work /etc 2>/dev/null; id',
    );
    expect(seen).not.toMatch(/vda|overlay|loop|root:x/);
    expect(await bench.shell(root, 'ls /proc/1/root/ 2>/dev/null | head -40; true')).not.toMatch(/^(?:home|usr|etc)$/m);
  });

  test('getprop keeps hostile values and line breaks', async () => {
    const all = await bench.shell(hostile, 'getprop');
    expect(all).toContain('[persist.sys.locale]: [de-DE]: [x\n[ro.fake.key]: [injected]]');
    const names = all.split('\n').filter((line) => /^\[ro\.build\./.test(line));
    expect(names).toEqual(names.toSorted());
    expect((await bench.on(hostile, 'shell', 'getprop ro.product.model')).stdout.toString()).toContain('\u001b[2J');
  });

  test('framework programs answer in the form of Android', async () => {
    expect(await bench.shell(user, 'dumpsys battery')).toMatch(/ {2}level: 78\n {2}scale: 100/);
    expect(await bench.shell(user, 'pm list users')).toContain('UserInfo{0:Owner:c13} running');
    expect(await bench.shell(user, 'dpm list-owners')).toBe('no owners');
    expect(await bench.shell(user, 'pm list packages -3')).toContain('package:org.example.chat');
    const parcel = await bench.shell(user, 'service call iphonesubinfo 1');
    const digits = [...parcel.matchAll(/'(.*?)'/g)]
      .map((match) => match[1])
      .join('')
      .replace(/\D/g, '');
    expect(digits).toMatch(/^35693811\d{7}$/);
    expect(await bench.shell(user, 'settings put global x "a b"; settings get global x')).toBe('a b');
    expect(await bench.shell(user, 'settings get global nothing')).toBe('null');
  });
});

describe('a managed phone', () => {
  test('its owners and users are those of the definition', async () => {
    const phone = bench.phone('retail-managed');
    const policy = await bench.shell(phone, 'dumpsys device_policy');
    expect(await bench.shell(phone, 'dpm list-owners')).toBe(
      '1 owner:\nUser  0: admin=com.example.mdm/.Admin,DeviceOwner',
    );
    expect(await bench.shell(phone, 'pm list users')).toBe(
      'Users:\n\tUserInfo{0:Owner:c13} running\n\tUserInfo{10:Warehouse:410} running',
    );
    expect(policy).toContain('Device Owner: \n    admin=ComponentInfo{com.example.mdm/com.example.mdm.Admin}\n');
    expect(policy).toMatch(/Enabled Device Admins \(User 0, .*\):\n {4}com\.example\.mdm\/\.Admin:\n/);
    expect(await bench.shell(user, 'dumpsys device_policy')).not.toContain('Owner');
  });

  test('a battery that is low and not charging', async () => {
    const said = await bench.shell(bench.phone('low-battery'), 'dumpsys battery');
    expect(said).toMatch(/USB powered: false[\s\S]*status: 3[\s\S]*level: 12/);
  });
});

describe('files', () => {
  test('push, list, pull and permissions', async () => {
    const file = join(folder, 'canary.bin');
    const data = randomBytes(3 * MIB + 17);
    await writeFile(file, data);
    expect((await bench.on(user, 'push', file, '/sdcard/Download/canary one.bin')).code).toBe(0);
    expect(await bench.shell(user, 'sha256sum "/sdcard/Download/canary one.bin"')).toContain(digest(data));
    expect((await bench.on(user, 'ls', '/sdcard/Download')).stdout.toString()).toMatch(/ canary one\.bin\n/);
    await bench.on(user, 'pull', '/sdcard/Download/canary one.bin', join(folder, 'back.bin'));
    expect(digest(await readFile(join(folder, 'back.bin')))).toBe(digest(data));
    const refused = await bench.on(user, 'push', file, '/data/system/x');
    expect(refused.code).not.toBe(0);
    expect(`${refused.stdout}${refused.stderr}`).toMatch(/Permission denied/);
    expect((await bench.on(user, 'pull', '/sdcard/none', folder)).code).not.toBe(0);
  });

  test('a folder with awkward names comes back as it went', async () => {
    const source = join(folder, 'tree');
    await mkdir(join(source, 'sub folder'), { recursive: true });
    const names = ['a', '$(reboot)', "it's", '-n', 'ü', '..x', '*'];
    for (const name of names) await writeFile(join(source, 'sub folder', name), name);
    expect((await bench.on(user, 'push', source, '/data/local/tmp/')).code).toBe(0);
    await mkdir(join(folder, 'returned'));
    expect((await bench.on(user, 'pull', '/data/local/tmp/tree', join(folder, 'returned'))).code).toBe(0);
    for (const name of names) {
      expect(await readFile(join(folder, 'returned/tree/sub folder', name), 'utf8')).toBe(name);
    }
  });

  test('links on the phone do not lead to the host', async () => {
    await bench.shell(
      root,
      'ln -s /etc/passwd /data/local/tmp/leak; ln -s /proc/self/root/etc/passwd /data/local/tmp/leak2',
    );
    for (const name of ['leak', 'leak2']) {
      await bench.on(root, 'pull', `/data/local/tmp/${name}`, join(folder, name));
      await expect(stat(join(folder, name))).rejects.toThrow();
    }
    expect((await bench.on(root, 'root')).stdout.toString()).toContain('already');
  });

  test('a pushed canary is on the raw partition after sync', async () => {
    const canary = randomBytes(8192);
    await writeFile(join(folder, 'raw-canary'), canary);
    await bench.on(plain, 'push', join(folder, 'raw-canary'), '/sdcard/raw-canary');
    await bench.shell(plain, 'sync');
    const raw = await readFile(plain.rawPath('userdata'));
    expect(raw.indexOf(canary) % 4096).toBe(0);
    await bench.shell(
      plain,
      'cd /sdcard; mkdir "new folder"; mv raw-canary "new folder/ca nary"; rm -r Download; sync',
    );
    await bench.on(plain, 'reboot');
    await plain.waitForState('system', AbortSignal.timeout(20_000));
    expect(await bench.shell(plain, 'ls "/sdcard/new folder"; ls /sdcard')).toMatch(
      /^ca nary\nDCIM\nDocuments\nnew folder$/,
    );
    expect(await bench.shell(plain, 'sha256sum "/sdcard/new folder/ca nary"')).toContain(digest(canary));
  });
});

describe('bad storage', () => {
  test('reading the bad range fails, the rest is read', async () => {
    const phone = bench.phone('read-errors');
    const read = (skip: number, count: number) =>
      bench.on(
        phone,
        'shell',
        `dd if=/dev/block/by-name/userdata bs=4096 skip=${skip} count=${count} iflag=direct 2>/dev/null`,
      );
    const good = await read(2047, 1);
    expect([good.code, good.stdout.length]).toEqual([0, 4096]);
    const bad = await read(2046, 8);
    expect([bad.code, bad.stdout.length]).toEqual([1, 8192]);
    expect((await read(2049, 1)).code).toBe(1);
    expect((await read(2050, 1)).code).toBe(0);
    expect((await bench.on(phone, 'shell', 'dd if=/dev/block/by-name/userdata bs=1M')).stderr).toContain('I/O error');
  });

  test('short reads: the right bytes, too few of them, and a claim of success', async () => {
    const phone = bench.phone('short-reads');
    const raw = await readFile(phone.rawPath('userdata'));
    for (const [blocks, flag, bytes] of [
      [1, '', 4096],
      [16, '', 6000],
      [16, 'iflag=direct', 6000],
    ] as const) {
      const command = `dd if=/dev/block/by-name/userdata bs=4096 skip=3 count=${blocks} ${flag} 2>/dev/null`;
      const { code, stdout } = await bench.on(phone, 'shell', '-T', command);
      expect([code, stdout.length]).toEqual([0, bytes]);
      expect(stdout.equals(raw.subarray(3 * 4096, 3 * 4096 + bytes))).toBe(true);
    }
    const misc = await bench.on(phone, 'shell', '-T', 'dd if=/dev/block/by-name/misc bs=65536 count=1 2>/dev/null');
    expect(misc.stdout.length).toBe(65_536);
  });
});
