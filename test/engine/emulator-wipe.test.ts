/** `emulator:wipe` against a played emulator: done only when no snapshot is left and Android shows new user data. */
import { describe, expect, it } from 'vitest';
import type { EmulatorConsole, Session, Shell } from '../../src/drivers/driver.ts';
import { emulatorService } from '../../src/engine/emulator-service.ts';
import { executePlan } from '../../src/engine/execute.ts';
import { Fault } from '../../src/faults/fault.ts';
import { inputOf, linkOn, memory, memoryJournal, planOf, step } from './fixtures.ts';

const answer = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' });

interface Played {
  readonly snapshots?: readonly string[];
  /** Names that stay however often they are deleted. */
  readonly sticky?: readonly string[];
  /** Saved when the emulator ends. */
  readonly savedOnExit?: readonly string[];
  readonly idAfter?: string;
  readonly nameAfter?: string;
  readonly restart?: () => Promise<void>;
  readonly booted?: string;
}

async function run(played: Played) {
  const did: string[] = [];
  let names = [...(played.snapshots ?? [])];
  let restarted = false;
  const emulator: EmulatorConsole = {
    avdName: async () => (restarted ? (played.nameAfter ?? 'Pixel') : 'Pixel'),
    snapshots: async () => names,
    deleteSnapshot: async (name) => {
      did.push(`delete ${name}`);
      names = names.filter((each) => each !== name || played.sticky?.includes(each));
    },
    restartWiped: async () => {
      did.push('restart');
      await played.restart?.();
      restarted = true;
      names = [...names, ...(played.savedOnExit ?? [])];
    },
  };
  const shell = {
    run: async (command: string) =>
      command.startsWith('while')
        ? answer(played.booted ?? 'booted')
        : answer(
            command.includes('android_id')
              ? restarted
                ? (played.idAfter ?? 'bbbbbbbbbbbbbbbb')
                : 'aaaaaaaaaaaaaaaa'
              : '',
          ),
  } as unknown as Shell;
  const journal = memoryJournal();
  const input = inputOf(planOf(step('wipe', 'emulator:wipe')), linkOn({ emulator, shell } as Partial<Session>), {
    journal,
    memory: { ...memory(), readingsBefore: { 'android-id': answer('aaaaaaaaaaaaaaaa') } },
  });
  const result = await executePlan(input);
  return { record: result.steps[0], result, did, journal };
}

describe('an emulator', () => {
  it('is wiped: snapshots before and after, a new start, a new android_id', async () => {
    const { record, result, did, journal } = await run({
      snapshots: ['default_boot', 'clean'],
      savedOnExit: ['default_boot'],
    });
    expect(record).toMatchObject({ outcome: 'done', evidence: { marker: '3 snapshots deleted, none left' } });
    expect(result.acknowledged).toBe(true);
    expect(did).toEqual(['delete default_boot', 'delete clean', 'restart', 'delete default_boot']);
    expect(journal.entries).toContainEqual({
      type: 'note',
      data: { avd: 'Pixel', snapshots: ['default_boot', 'clean'] },
    });
  });

  it('with a snapshot that cannot be deleted is not even started anew', async () => {
    const { record, result, did } = await run({ snapshots: ['default_boot'], sticky: ['default_boot'] });
    expect(record).toMatchObject({ outcome: 'failed', code: 'WIPE_STEP_FAILED' });
    expect(result.acknowledged).toBe(false);
    expect(did).toEqual(['delete default_boot']);
  });

  it.each<[string, Played, string]>([
    ['comes back with its old android_id', { idAfter: 'aaaaaaaaaaaaaaaa' }, 'WIPE_NOT_OBSERVED'],
    ['comes back and tells nothing', { idAfter: '' }, 'WIPE_NOT_OBSERVED'],
    ['comes back and does not start', { booted: '' }, 'WIPE_NOT_OBSERVED'],
    ['comes back as another one', { nameAfter: 'Tablet' }, 'DEVICE_SWAPPED'],
    [
      'saves itself and cannot forget it',
      { savedOnExit: ['default_boot'], sticky: ['default_boot'] },
      'WIPE_STEP_FAILED',
    ],
    [
      'does not come back',
      { restart: () => Promise.reject(new Fault('DEVICE_TIMEOUT', 'gone', { touched: true })) },
      'DEVICE_TIMEOUT',
    ],
  ])('that %s is not wiped', async (_name, played, code) => {
    const { record, result } = await run(played);
    expect(record).toMatchObject({ outcome: 'failed', code });
    expect(result.acknowledged).toBe(false);
  });
});

describe('the service of a device', () => {
  const session = (emulator?: Partial<EmulatorConsole>) =>
    ({ close: async () => undefined, emulator }) as unknown as Session;
  const never = new AbortController().signal;

  it.each<[string, Session, string | undefined]>([
    ['a console that tells its name', session({ avdName: async () => 'Pixel' }), 'console'],
    [
      'a console that refuses',
      session({ avdName: () => Promise.reject(new Fault('DEVICE_UNAUTHORIZED', 'x')) }),
      undefined,
    ],
    ['no console', session(), undefined],
  ])('%s', async (_name, device, service) => expect(await emulatorService(device, never)).toBe(service));
});
