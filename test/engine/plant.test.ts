/** `probe:plant` and what `probe:state` makes of it, on a phone that keeps its files in memory. */
import { describe, expect, test } from 'vitest';
import { READING_COMMANDS } from '../../src/engine/ask.ts';
import { executePlan } from '../../src/engine/execute.ts';
import type { Link } from '../../src/engine/link.ts';
import { Fault } from '../../src/faults/fault.ts';
import type { CanaryLook } from '../../src/model/canary-look.ts';
import { plantedSchema } from '../../src/model/run-journal.ts';
import type { Sighting } from '../../src/model/sighting.ts';
import { type FilePhone, type FilePhoneChange, filePhone } from './file-phone.ts';
import { inputOf, linkOn, memory, memoryJournal, planOf, SIGHTING, step, untouchable } from './fixtures.ts';

const DEVICE: Sighting = { ...SIGHTING, state: 'device' };
const PLANT = step('plant', 'probe:plant');
const LOOK = step('look', 'probe:state');
const ID = READING_COMMANDS['android-id'];

const there = (phone: FilePhone, change: Partial<Link> = {}): Link =>
  linkOn(phone.session, {
    open: async () => ({ sighting: DEVICE, session: { close: async () => undefined, ...phone.session } }),
    awaitReturn: async () => DEVICE,
    ...change,
  });

const shell: FilePhoneChange['answers'] = (command) => (command === READING_COMMANDS.uid ? '2000\n' : undefined);

/** Plants, lets the test do to the phone what it wants, and looks. @param wiped by default everything is gone */
async function lookedAt(
  change: FilePhoneChange = {},
  wiped: (files: FilePhone['files']) => void = (files) => files.clear(),
  later: FilePhoneChange = {},
) {
  const settings: FilePhoneChange = { answers: shell, ...change };
  const phone = filePhone(settings);
  const kept = memory();
  const journal = memoryJournal();
  const link = there(phone);
  await executePlan(inputOf(planOf(PLANT), { ...link, open: link.open }, { memory: kept, journal, ...holds(kept) }));
  const planted = [...phone.files.keys()];
  wiped(phone.files);
  Object.assign(settings, later);
  const run = await executePlan(inputOf(planOf(PLANT, LOOK), link, { memory: kept, journal, resume: resumed(1) }));
  const canaries = kept.state?.canaries;
  const signal = kept.state?.signals.find(({ id }) => id === 'canaries-gone');
  return { phone, planted, run, canaries, signal, journal, kept };
}
const resumed = (from: number) => ({ from, touched: true, startedAt: '2026-01-01T00:00:00.000Z', steps: [] });
/** The first plan ends with the files on the phone: as if it went on. */
const holds = (kept: ReturnType<typeof memory>) => {
  kept.state = {
    channel: 'shell',
    signals: [{ id: 'canaries-gone', says: 'reset', worth: 'supporting', text: 'not yet' }],
  };
  return {};
};

const folder = (look: CanaryLook | undefined, name: string) => look?.folders.find((each) => each.folder === name);

describe('planting and looking', () => {
  test('two files in each place, seen there, gone afterwards; and nothing of the look stays', async () => {
    const { planted, canaries, signal, phone, journal } = await lookedAt();
    expect(planted.map((path) => path.replace(/[0-9a-f]{16}/, 'X'))).toEqual([
      ...['/sdcard/X.bin', '/sdcard/X.bin'],
      ...['/data/local/tmp/X.bin', '/data/local/tmp/X.bin'],
    ]);
    const gone = { planted: 2, seenBefore: 2, searched: true, found: 0 };
    expect(canaries).toEqual({
      folders: [
        { folder: '/sdcard', ...gone },
        { folder: '/data/local/tmp', ...gone },
      ],
      void: null,
    });
    expect(signal).toMatchObject({ says: 'reset' });
    expect([...phone.files.keys()]).toEqual([]);
    const entry = plantedSchema.parse(journal.entries.find(({ type }) => type === 'planted')?.data);
    expect(entry).toMatchObject({ paths: planted, seen: 4 });
    // What the files held is nowhere but in memory.
    expect(JSON.stringify(journal.entries)).not.toMatch(/\b[0-9a-f]{64}\b/);
  });

  test.each<[string, Parameters<typeof lookedAt>, string]>([
    ['all are still there', [{}, () => undefined], 'not-reset'],
    [
      'one is still there',
      [{}, (files) => [...files.keys()].slice(1).forEach((path) => void files.delete(path))],
      'not-reset',
    ],
    [
      'one was given another name',
      [
        {},
        (files) => {
          const [first] = [...files.values()];
          files.clear();
          if (first) files.set('/sdcard/DCIM/photo.jpg', first);
        },
      ],
      'not-reset',
    ],
    [
      'one was moved to the other place',
      [
        {},
        (files) => {
          const [first] = [...files.values()];
          files.clear();
          if (first) files.set('/data/local/tmp/x', first);
        },
      ],
      'not-reset',
    ],
    [
      'one was emptied',
      [
        {},
        (files) => {
          const [first] = [...files.keys()];
          files.clear();
          if (first) files.set(first, new Uint8Array());
        },
      ],
      'not-reset',
    ],
    ['the search finds nothing, not even what is there', [{}, undefined, { blind: true }], 'unknown'],
    ['a place cannot be listed', [{}, undefined, { fails: /^ls \/sdcard/ }], 'unknown'],
    ['no file is taken for the search', [{}, undefined, { refuses: /./ }], 'unknown'],
    ['no digests on this phone', [{ fails: /^sha256sum/ }], 'unknown'],
    ['what was written is not brought to the storage', [{ fails: /^sync$/ }], 'unknown'],
    ['one place takes none', [{ refuses: /^\/sdcard/ }], 'unknown'],
    ['the shared storage is a memory card', [{ shared: '/mnt/media_rw/1234-5678' }], 'unknown'],
    ['nobody knows what the shared storage is', [{ fails: /pwd -P/ }], 'unknown'],
  ])('%s: %2$s', async (_what, [change, wiped, later], says) => {
    const { signal, run } = await lookedAt(change, wiped, later);
    expect(signal).toMatchObject({ says, worth: says === 'not-reset' ? 'decisive' : 'supporting' });
    expect(run.ending.kind).toBe('done');
  });

  test('a memory card in the place of the shared storage is left alone', async () => {
    const { planted, canaries } = await lookedAt({ shared: '/storage/1234-5678' });
    expect(planted.every((path) => path.startsWith('/data/local/tmp/'))).toBe(true);
    expect(folder(canaries, '/sdcard')).toMatchObject({ planted: 0 });
  });

  test('only names and sizes of ours go into a command', async () => {
    const { phone } = await lookedAt({}, (files) => {
      files.clear();
      files.set('/sdcard/$(reboot).bin', new Uint8Array(9));
    });
    expect(phone.asked.some((command) => command.includes('reboot'))).toBe(false);
  });

  test('what the phone says of itself at that moment is what it is compared with', async () => {
    const phone = filePhone({ answers: (command) => (command === ID ? '1234567890abcdef' : undefined) });
    const kept = {
      ...memory(),
      readingsBefore: { 'android-id': { unavailable: 'trade-in mode' }, imei: { unavailable: 'x' } },
    };
    await executePlan(inputOf(planOf(PLANT), there(phone), { memory: kept }));
    expect(kept.readingsBefore).toEqual({
      'android-id': { exitCode: 0, stdout: '1234567890abcdef', stderr: '' },
      imei: { unavailable: 'x' },
    });
  });

  test('in a recovery nothing is planted: its folders lie in memory', async () => {
    const phone = filePhone();
    const recovery = linkOn(phone.session, {
      open: async () => ({
        sighting: { ...SIGHTING, state: 'recovery' },
        session: { close: async () => undefined, ...phone.session },
      }),
    });
    const run = await executePlan(inputOf(planOf(PLANT), recovery));
    expect([run.ending.kind, phone.files.size]).toEqual(['done', 0]);
    expect(phone.asked.some((command) => command.startsWith('push'))).toBe(false);
  });
});

describe('a phone that is not wiped', () => {
  const refused = step('wipe', 'adb:test-harness');

  test('gets rid of the files, also when a step that erases had begun', async () => {
    const phone = filePhone();
    const run = await executePlan(inputOf(planOf(PLANT, refused, LOOK), there(phone)));
    expect(run).toMatchObject({ ending: { kind: 'failed', at: 'wipe' }, touched: true });
    expect(phone.asked.filter((command) => command.startsWith('push')).length).toBe(4);
    expect([...phone.files.keys()]).toEqual([]);
  });

  test('keeps them where another one lies on the seat by then: nothing is done to that', async () => {
    const phone = filePhone();
    let compared = 0;
    const compare = async () => {
      compared += 1;
      if (compared > 2) throw new Fault('DEVICE_SWAPPED', 'another one');
      return 'same' as const;
    };
    await executePlan(inputOf(planOf(PLANT, refused), there(phone, { compare })));
    expect(phone.files.size).toBe(4);
  });

  test('is cleaned by whoever takes up the run, who knows no more than the names', async () => {
    const phone = filePhone({ answers: shell });
    const path = '/sdcard/0123456789abcdef.bin';
    phone.files.set(path, new Uint8Array(5));
    const kept = { ...memory(), strayFiles: [path] };
    const run = await executePlan(
      inputOf(planOf(PLANT, refused, LOOK), there(phone), { memory: kept, resume: resumed(2) }),
    );
    expect(run.ending.kind).toBe('done');
    expect(kept.state?.canaries).toEqual({ folders: [], void: expect.stringMatching(/interrupted/) });
    expect(kept.state?.signals).toContainEqual(expect.objectContaining({ id: 'canaries-gone', says: 'unknown' }));
    expect([...phone.files.keys()]).toEqual([]);
  });
});

test('nothing is asked of a phone, let alone put on it, before consent', async () => {
  const { session, asked } = untouchable();
  const input = inputOf(planOf(PLANT, LOOK), linkOn(session));
  const other = { ...input.consent, planDigest: '0'.repeat(64) };
  await expect(executePlan({ ...input, consent: other })).rejects.toMatchObject({ code: 'PLAN_CONSENT_MISMATCH' });
  expect(asked).toEqual([]);
});
