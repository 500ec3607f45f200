/** `storage:overwrite` writes to nothing but an unmounted partition of the right phone in recovery, with root. */
import { describe, expect, it } from 'vitest';
import type { Shell } from '../../src/drivers/driver.ts';
import { executePlan } from '../../src/engine/execute.ts';
import type { Link } from '../../src/engine/link.ts';
import { systemRandom } from '../../src/host/random.ts';
import type { StepRecord } from '../../src/model/run.ts';
import type { Sighting } from '../../src/model/sighting.ts';
import { makeFill } from '../../src/sampler/fill-stream.ts';
import { inputOf, linkOn, noProbe, planOf, SIGHTING, step } from './fixtures.ts';

const NODE = '/dev/block/by-name/userdata';
const PLAN = planOf(step('overwrite', 'storage:overwrite', { partition: 'userdata', fill: 'stream' }));
const RECOVERY: Sighting = { ...SIGHTING, state: 'recovery' };

interface Phone {
  /** Answers by the beginning of the command; a list is answered one after the other. */
  readonly answers?: Readonly<Record<string, string | readonly string[]>>;
  readonly state?: Sighting['state'];
  readonly compare?: Link['compare'];
  readonly wrong?: number;
}

async function run({ answers = {}, state = 'recovery', compare, wrong = 0 }: Phone) {
  const asked: string[] = [];
  const left = new Map(Object.entries(answers).map(([begin, all]) => [begin, [all].flat()]));
  const shell = {
    run: async (command: string) => {
      asked.push(command);
      const known: Record<string, string> = {
        'id -u': '0',
        'cat /proc/mounts': 'rootfs / rootfs rw 0 0',
        mount: 'rootfs on / type rootfs (rw)',
        readlink: '/dev/block/sda31',
      };
      const begin = [...left.keys(), ...Object.keys(known)].find((each) => command.startsWith(each)) ?? '';
      const list = left.get(begin);
      const stdout = (list && (list.length > 1 ? list.shift() : list[0])) ?? known[begin] ?? '';
      return { exitCode: stdout === 'fails' ? 1 : 0, stdout, stderr: '' };
    },
  } as unknown as Shell;
  let written = 0;
  const probe = noProbe({
    overwrite: async (_session, { kind, node, onProgress }) => {
      written += 1;
      onProgress({ done: 4096, total: 4096 });
      return makeFill(kind, node, 4096, systemRandom);
    },
    readBack: async () => ({ places: 520, wrong, unreadable: 0 }),
  });
  const sighting = { ...RECOVERY, state };
  const link = linkOn(
    { shell },
    {
      open: async () => ({ sighting, session: { shell, close: async () => undefined } }),
      ...(compare ? { compare } : {}),
    },
  );
  const input = inputOf(PLAN, link, { probe });
  const { steps, ending } = await executePlan(input);
  return { record: steps[0] as StepRecord, ending, asked, written, input };
}

describe('writing over', () => {
  it('an unmounted partition is written over, and both ends are read back', async () => {
    const { record, written, input } = await run({});
    expect(record).toMatchObject({ outcome: 'done', evidence: { marker: '4096 bytes of a keyed stream written' } });
    expect(written).toBe(1);
    expect(input.memory.fill).toMatchObject({ node: NODE, kind: 'stream' });
    expect(input.events.filter(({ type }) => type === 'writing')).toHaveLength(1);
  });

  it.each<[string, Phone]>([
    ['in Android', { state: 'device' }],
    ['without root', { answers: { 'id -u': '2000' } }],
    ['a phone that cannot be told from others', { compare: async () => 'unknown' }],
    ['mounted, and it stays so', { answers: { 'cat /proc/mounts': '/dev/block/sda31 /data f2fs rw 0 0' } }],
    ['mounted, as only the tool says', { answers: { mount: '/dev/block/dm-3 on /data type f2fs (rw)' } }],
    ['when the phone says nothing of its mounts', { answers: { 'cat /proc/mounts': '' } }],
    ['when its mounts cannot be read', { answers: { 'cat /proc/mounts': 'fails' } }],
    ['held by a mapper', { answers: { 'n=$(readlink': 'dm-5' } }],
  ])('is refused %s', async (_name, phone) => {
    const { record, written, ending } = await run(phone);
    expect(record).toMatchObject({ outcome: 'failed', code: 'DEVICE_WRONG_MODE' });
    expect(ending).toMatchObject({ message: expect.stringContaining('Nothing was written') });
    expect(written).toBe(0);
  });

  it('a recovery that mounted it by itself is asked to let go', async () => {
    const mounted = '/dev/block/sda31 /data ext4 rw 0 0';
    const { record, asked } = await run({ answers: { 'cat /proc/mounts': [mounted, 'rootfs / rootfs rw 0 0'] } });
    expect(record.outcome).toBe('done');
    expect(asked.filter((command) => command.startsWith('umount'))).toEqual([
      'umount /sdcard',
      'umount /storage/emulated',
      'umount /data',
    ]);
  });

  it('what does not read back was not written', async () => {
    const { record, input } = await run({ wrong: 1 });
    expect(record).toMatchObject({ outcome: 'failed', code: 'WIPE_NOT_OBSERVED' });
    expect(input.memory.touched).toBe(true);
  });
});
