/** The memory card of a virtual phone over the real adb: what `sm` changes on the card itself, and what it does not. */
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import type { VirtualPhone } from '../../src/virtual/virtual-bench.ts';
import { reach, small, startTestBench, type TestBench } from './bench-fixture.ts';

let bench: TestBench;
afterEach(() => bench.close());

const SD_CARD = { sizeMib: 16, filledMib: 4 };
const NODE = '/dev/block/vold/disk:179,0';

async function open(change: Partial<PhoneDefinition> = {}): Promise<VirtualPhone> {
  bench = await startTestBench([{ ...(await small('userdebug-honest')), sdCard: SD_CARD, ...change }]);
  const [phone] = bench.phones;
  if (!phone) throw new Error('no phone');
  return phone;
}

const becomeRoot = async (phone: VirtualPhone) => {
  await bench.on(phone, 'root');
  await bench.on(phone, 'wait-for-device');
};
const volumes = (phone: VirtualPhone) => bench.shell(phone, 'sm list-volumes public | grep ^public');
const blocks = (data: Buffer) => {
  const found = new Set<string>();
  for (let at = 0; at < data.length; at += 4096) {
    const block = data.subarray(at, at + 4096);
    if (new Set(block).size > 8) found.add(block.toString('latin1'));
  }
  return found;
};

describe('the memory card', () => {
  test('is formatted from an ordinary shell, which leaves the content of the files where it was', async () => {
    const phone = await open();
    expect(await bench.shell(phone, 'sm list-disks')).toBe('disk:179,0');
    const [, , old = ''] = (await volumes(phone)).split(' ');
    expect(await bench.shell(phone, `ls /storage/${old}/DCIM/Camera | wc -l`)).not.toBe('0');
    const before = blocks(await readFile(phone.rawPath('sdcard')));
    await bench.shell(phone, 'sm partition disk:179,0 public');
    const [id, state, now = ''] = (await volumes(phone)).split(' ');
    expect([id, state]).toEqual(['public:179,1', 'mounted']);
    expect(now).toMatch(/^[0-9A-F]{4}-[0-9A-F]{4}$/);
    expect(now).not.toBe(old);
    expect(await bench.shell(phone, `ls /storage/${now} | grep -c IMG_ || true`)).toBe('0');
    const after = blocks(await readFile(phone.rawPath('sdcard')));
    expect([...before].filter((block) => after.has(block)).length).toBeGreaterThan(before.size / 2);
  }, 60_000);

  test('a new file system is there after a restart, and can be written to', async () => {
    const phone = await open();
    await bench.shell(phone, 'sm partition disk:179,0 public');
    const [, , uuid = ''] = (await volumes(phone)).split(' ');
    await bench.shell(phone, `echo hello >/storage/${uuid}/note && sync`);
    await reach(() => bench.on(phone, 'reboot'), phone, 'system');
    expect(await bench.shell(phone, `cat /storage/${uuid}/note`)).toBe('hello');
  }, 60_000);

  test('is written over through its disk when it is unmounted; only root can', async () => {
    const phone = await open();
    expect((await bench.on(phone, 'shell', `dd if=${NODE} of=/dev/null count=1`)).code).not.toBe(0);
    await becomeRoot(phone);
    await bench.shell(phone, 'sm unmount public:179,1');
    expect(await volumes(phone)).toMatch(/^public:179,1 unmounted /);
    expect((await bench.on(phone, 'shell', 'sm unmount public:179,1')).code).not.toBe(0);
    const before = blocks(await readFile(phone.rawPath('sdcard')));
    await bench.shell(phone, `dd if=/dev/zero of=${NODE} bs=1048576 count=16 conv=notrunc 2>/dev/null`);
    const zeros = await readFile(phone.rawPath('sdcard'));
    expect(before.size).toBeGreaterThan(100);
    expect(zeros.every((byte) => byte === 0)).toBe(true);
    await bench.shell(phone, 'sm partition disk:179,0 public');
    expect(await volumes(phone)).toMatch(/^public:179,1 mounted /);
  }, 60_000);

  test('an adopted one is a portable one afterwards, also after a restart', async () => {
    const phone = await open({ sdCard: { ...SD_CARD, adopted: true } });
    expect(await bench.shell(phone, 'sm list-volumes all')).toMatch(/^private:179,3 mounted/m);
    await bench.shell(phone, 'sm partition disk:179,0 public');
    const list = await bench.shell(phone, 'sm list-volumes all');
    expect(list).toMatch(/^public:179,1 mounted/m);
    expect(list).not.toMatch(/^private:179/m);
    await reach(() => bench.on(phone, 'reboot'), phone, 'system');
    expect(await bench.shell(phone, 'sm list-volumes all')).toBe(list);
  }, 60_000);

  test.each([
    'sm partition disk:179,1 public',
    'sm partition disk:179,0 private',
    'sm unmount public:1,1',
    'sm partition',
  ])(
    'refused: %s',
    async (command) => {
      const phone = await open();
      const before = await volumes(phone);
      expect((await bench.on(phone, 'shell', command)).code).not.toBe(0);
      expect(await volumes(phone)).toBe(before);
    },
    60_000,
  );

  test('one that lies says yes and keeps everything', async () => {
    const phone = await open({ character: [{ kind: 'card-liar', about: 'formatting' }] });
    const before = await volumes(phone);
    await bench.shell(phone, 'sm partition disk:179,0 public');
    expect(await volumes(phone)).toBe(before);
  }, 60_000);

  test('one that loses what is written says yes and keeps everything', async () => {
    const phone = await open({ character: [{ kind: 'card-liar', about: 'writing' }] });
    await becomeRoot(phone);
    await bench.shell(phone, 'sm unmount public:179,1');
    const before = await readFile(phone.rawPath('sdcard'));
    await bench.shell(phone, `dd if=/dev/zero of=${NODE} bs=1048576 count=16 conv=notrunc 2>/dev/null`);
    expect(before.equals(await readFile(phone.rawPath('sdcard')))).toBe(true);
  }, 60_000);
});
