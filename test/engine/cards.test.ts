/** `card:format` and `card:overwrite` against a played phone: what they refuse, and what they take for done. */
import { describe, expect, it } from 'vitest';
import type { Shell } from '../../src/drivers/driver.ts';
import { executePlan } from '../../src/engine/execute.ts';
import type { Link } from '../../src/engine/link.ts';
import { systemRandom } from '../../src/host/random.ts';
import type { Verb } from '../../src/model/plan.ts';
import { makeFill } from '../../src/sampler/fill-stream.ts';
import { inputOf, linkOn, memoryJournal, noProbe, planOf, step } from './fixtures.ts';

const OLD = 'public:179,1 mounted 4B1D-9C7E';
const NEW = 'public:179,1 mounted 1111-2222';

/** Answers by the beginning of the command; of a list each is given once, the last one for ever. An Error is exit code 1. */
type Answers = Readonly<Record<string, string | Error | readonly (string | Error)[]>>;

interface Phone {
  readonly answers?: Answers;
  readonly wrong?: number;
  readonly unreadable?: number;
  readonly link?: Partial<Link>;
}

const CALM: Answers = {
  'id -u': '0',
  'sm list-disks': 'disk:179,0\n',
  'cat /proc/mounts': 'rootfs / rootfs rw 0 0',
  'cat /sys/dev/block/179:0/size': '65536\n',
  'ls /storage/1111-2222/wipebench': new Error('no such file'),
};

async function run(verb: Verb, { answers = {}, wrong = 0, unreadable = 0, link = {} }: Phone) {
  const asked: string[] = [];
  const left = new Map(Object.entries({ ...CALM, ...answers }).map(([begin, all]) => [begin, [all].flat()]));
  const shell = {
    run: async (command: string) => {
      asked.push(command);
      const plain = command.replace(/^sleep 1; /, '');
      const begin = [...left.keys()].toSorted((a, b) => b.length - a.length).find((each) => plain.startsWith(each));
      const list = left.get(begin ?? '') ?? [''];
      const answer = (list.length > 1 ? list.shift() : list[0]) ?? '';
      return typeof answer === 'string'
        ? { exitCode: 0, stdout: answer, stderr: '' }
        : { exitCode: 1, stdout: '', stderr: answer.message };
    },
  } as unknown as Shell;
  const written: string[] = [];
  const probe = noProbe({
    overwrite: async (_session, { kind, node }) => {
      written.push(node);
      return makeFill(kind, node, 32 * 1024 * 1024, systemRandom);
    },
    readBack: async () => ({ places: 979, wrong, unreadable }),
  });
  const journal = memoryJournal();
  const input = inputOf(planOf(step('card', verb)), linkOn({ shell }, link), { probe, journal });
  const { steps, sdCard } = await executePlan(input);
  const partitioned = asked.filter((command) => command.startsWith('sm partition'));
  return { record: steps[0], sdCard, asked, written, partitioned, journal };
}

describe('formatting', () => {
  it('is done when the card shows a volume of another name, and the planted file is gone', async () => {
    const phone = { answers: { 'sm list-volumes': [OLD, OLD, NEW] } };
    const { record, sdCard, partitioned, asked, journal } = await run('card:format', phone);
    expect(record).toMatchObject({ outcome: 'done', evidence: { observation: expect.stringContaining('is gone') } });
    expect(sdCard).toEqual({ disk: 'disk:179,0', bytes: 65_536 * 512, done: 'formatted', read: null });
    expect(partitioned).toEqual(['sm partition disk:179,0 public']);
    expect(asked).toContain(
      'echo planted >/storage/4B1D-9C7E/wipebench-run-1 && sync && ls /storage/4B1D-9C7E/wipebench-run-1',
    );
    expect(journal.entries.filter(({ type }) => type === 'sd-card').map(({ data }) => data)).toEqual([sdCard]);
  });

  it('says so where nothing could be planted', async () => {
    const phone = { answers: { 'sm list-volumes': [OLD, NEW], 'echo planted': new Error('denied') } };
    const { record } = await run('card:format', phone);
    expect(record).toMatchObject({
      outcome: 'done',
      evidence: { observation: expect.stringContaining('no file could') },
    });
  });

  it.each<[string, Phone, string]>([
    ['no disk', { answers: { 'sm list-disks': '' } }, 'DEVICE_REFUSED'],
    ['two disks', { answers: { 'sm list-disks': 'disk:179,0\ndisk:8,0' } }, 'DEVICE_REFUSED'],
    ['a name that is a command', { answers: { 'sm list-disks': 'disk:179,0; rm -rf /' } }, 'DEVICE_REFUSED'],
    ['a tool that fails', { answers: { 'sm list-disks': new Error('x') } }, 'DEVICE_REFUSED'],
    ['another phone', { link: { compare: () => Promise.reject(new Error('swapped')) } }, 'BUG_UNEXPECTED'],
  ])('%s: the card is left alone', async (_name, phone, code) => {
    const { record, partitioned, sdCard } = await run('card:format', phone);
    expect(record).toMatchObject({ outcome: 'failed', code });
    expect(partitioned).toEqual([]);
    expect(sdCard).toBeNull();
  });

  it.each<[string, Phone, string]>([
    ['refused', { answers: { 'sm list-volumes': OLD, 'sm partition': new Error('x') } }, 'WIPE_STEP_FAILED'],
    ['without any effect', { answers: { 'sm list-volumes': OLD } }, 'WIPE_NOT_OBSERVED'],
    [
      'with a new name and the old files',
      {
        answers: {
          'sm list-volumes': [OLD, NEW],
          'ls /storage/1111-2222/wipebench': '/storage/1111-2222/wipebench-run-1',
        },
      },
      'WIPE_NOT_OBSERVED',
    ],
  ])('a partitioning %s is not a formatting', async (_name, phone, code) => {
    const { record, sdCard } = await run('card:format', phone);
    expect(record).toMatchObject({ outcome: 'failed', code });
    expect(sdCard).toBeNull();
  });
});

describe('writing over', () => {
  const GONE = 'public:179,1 unmounted 4B1D-9C7E';

  it('goes to the raw disk, is read back, and ends with a new file system', async () => {
    const phone = { answers: { 'sm list-volumes': [OLD, GONE, NEW] } };
    const { record, sdCard, written, asked } = await run('card:overwrite', phone);
    expect(record).toMatchObject({ outcome: 'done' });
    expect(written).toEqual(['/dev/block/vold/disk:179,0']);
    expect(sdCard).toMatchObject({ done: 'overwritten', read: { places: 979, wrong: 0 }, bytes: 32 * 1024 * 1024 });
    expect(asked.indexOf('sm unmount public:179,1')).toBeLessThan(asked.indexOf('sm partition disk:179,0 public'));
  });

  it('an adopted card is partitioned first, which ends the mapper', async () => {
    const lists = ['private:179,3 mounted 57f8', 'public:179,1 mounted 1111-2222', 'public:179,1 mounted 1111-2222'];
    const more = ['public:179,1 unmounted 1111-2222', 'public:179,1 mounted 3333-4444'];
    const { record, partitioned } = await run('card:overwrite', {
      answers: { 'sm list-volumes': [...lists, ...more] },
    });
    expect(record).toMatchObject({ outcome: 'done' });
    expect(partitioned).toHaveLength(2);
  });

  it('the kernel’s name is used where vold made no node', async () => {
    const answers = {
      'sm list-volumes': [OLD, GONE, NEW],
      'ls /dev/block/vold': new Error('no such file'),
      readlink: '../../devices/platform/soc/mmc_host/mmc1/mmc1:aaaa/block/mmcblk1\n',
    };
    expect((await run('card:overwrite', { answers })).written).toEqual(['/dev/block/mmcblk1']);
    const odd = { ...answers, readlink: '../../block/a b;c\n' };
    expect((await run('card:overwrite', { answers: odd })).record).toMatchObject({ code: 'DEVICE_REFUSED' });
  });

  it.each<[string, Phone]>([
    ['still mounted, by the list', { answers: { 'sm list-volumes': OLD } }],
    [
      'still mounted, by the kernel',
      {
        answers: {
          'sm list-volumes': [OLD, GONE],
          'cat /proc/mounts': '/dev/block/vold/public:179,1 /mnt/media_rw/4B1D-9C7E vfat rw 0 0',
        },
      },
    ],
    ['the storage of the phone', { answers: { 'sm list-volumes': [OLD, GONE], 'u=$(readlink': 'internal\n' } }],
    ['a soldered chip', { answers: { 'sm list-volumes': [OLD, GONE], 'u=$(readlink': 'MMC\n' } }],
    ['a phone that may be another', { link: { match: () => 'unknown' } }],
    ['two disks', { answers: { 'sm list-disks': 'disk:179,0\ndisk:8,0' } }],
  ])('%s is not written over', async (_name, phone) => {
    const { record, written, partitioned } = await run('card:overwrite', phone);
    expect(record).toMatchObject({ outcome: 'failed', code: 'DEVICE_REFUSED' });
    expect(written).toEqual([]);
    expect(partitioned).toEqual([]);
  });

  it.each([
    ['wrong', { wrong: 3 }],
    ['unreadable', { unreadable: 3 }],
  ])('places that are %s are told, and the step is not done', async (_name, places) => {
    const phone = { answers: { 'sm list-volumes': [OLD, GONE, NEW] }, ...places };
    const { record, sdCard } = await run('card:overwrite', phone);
    expect(record).toMatchObject({ outcome: 'failed', code: 'WIPE_NOT_OBSERVED' });
    expect(sdCard?.read).toEqual({ places: 979, wrong: 3 });
  });
});
