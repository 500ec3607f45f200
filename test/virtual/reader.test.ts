/** The reader on a virtual phone, through the real adb server: in its sandbox, on its raw storage, over its cable. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adbDriver } from '../../src/drivers/adb/driver.ts';
import type { Session, Shell } from '../../src/drivers/driver.ts';
import { systemRandom } from '../../src/host/random.ts';
import { challenge, KeptClaims } from '../../src/sampler/challenge.ts';
import { claimOf } from '../../src/sampler/claims.ts';
import { openDdReader } from '../../src/sampler/dd-stream.ts';
import { KeyedHash } from '../../src/sampler/keyed-hash.ts';
import { mediumBytes } from '../../src/sampler/medium-bytes.ts';
import { drawnPlaces, fixedPlaces } from '../../src/sampler/places.ts';
import { installReader } from '../../src/sampler/reader-install.ts';
import { small, startTestBench, type TestBench, within } from './bench-fixture.ts';

const NODE = '/dev/block/by-name/userdata';
let stage: TestBench;
beforeAll(async () => {
  const honest = await small('userdebug-honest');
  stage = await startTestBench([honest, { ...honest, name: 'on-a-cable', cable: { mibPerSecond: 8 } }]);
});
afterAll(() => stage?.close());

async function session(name: string, accepts: (handle: string) => boolean): Promise<Session & { handle: string }> {
  const driver = adbDriver({ host: '127.0.0.1', port: stage.server.port, program: 'adb' });
  const { seat } = stage.phone(name);
  for await (const picture of driver.watch(within())) {
    const seen = picture.find((each) => each.serial === seat && each.state === 'device' && accepts(each.handle));
    if (seen !== undefined) return { ...(await driver.open(seen, within())), handle: seen.handle };
  }
  throw new Error('the phone is gone');
}

async function rootShell(name: string): Promise<Shell> {
  const first = await session(name, () => true);
  if ((await first.root?.(within())) === 'restarting') {
    const again = await session(name, (handle) => handle !== first.handle);
    if (again.shell) return again.shell;
  }
  if (first.shell) return first.shell;
  throw new Error('no shell');
}

const readers = async (shell: Shell) =>
  (await shell.run('ls /tmp /data/local/tmp | grep -c wipebench-reader', within())).stdout.trim();

describe('the reader on a virtual phone', () => {
  test('reads and classifies what dd reads, is held to it, and goes away', async () => {
    const shell = await rootShell('userdebug-honest');
    const bytes = await mediumBytes(shell, NODE, within());
    const windows = [...fixedPlaces(bytes), ...drawnPlaces(systemRandom.bytes(32), bytes, 65_536, 100)].sort(
      (a, b) => a.offset - b.offset || a.length - b.length,
    );
    const result = await installReader(shell, NODE, systemRandom, within());
    if (!result.installed) throw new Error(result.why);
    expect(result).toMatchObject({ digestChecked: true, reader: { channel: 'reader', direct: true } });
    expect(await readers(shell)).toBe('1');
    const dd = await openDdReader(shell, NODE, systemRandom, within());
    const content = new Map<string, Buffer>();
    for await (const { window, bytes: read } of dd.read(windows, within())) {
      content.set(`${window.offset}+${window.length}`, Buffer.from(read ?? []));
    }
    for await (const { window, bytes: read } of result.reader.read(windows, within())) {
      expect(content.get(`${window.offset}+${window.length}`)?.equals(read ?? Buffer.alloc(0))).toBe(true);
    }
    const hash = new KeyedHash(systemRandom);
    const kept = new KeptClaims(systemRandom, 50);
    for await (const claim of result.reader.classify(windows, hash, null, within())) {
      const { offset, length } = claim.window;
      expect(claim.blocks).toEqual(claimOf(content.get(`${offset}+${length}`) as Buffer, hash, null));
      kept.add(claim);
    }
    // By the reader, and by the phone's own program.
    expect(await challenge(result.reader, kept, hash, null, within())).toBe(50);
    expect(await challenge(dd, kept, hash, null, within())).toBe(50);
    await result.remove();
    expect(await readers(shell)).toBe('0');
  });

  test('without root it is a hindrance, and nothing is left', async () => {
    const shell = (await session('on-a-cable', () => true)).shell as Shell;
    const result = await installReader(shell, NODE, systemRandom, within());
    expect(result).toMatchObject({ installed: false, hindrance: 'not-started' });
    expect(await readers(shell)).toBe('0');
  });

  test('over a cable of its own it says the same', async () => {
    const shell = await rootShell('on-a-cable');
    const bytes = await mediumBytes(shell, NODE, within());
    const windows = [...drawnPlaces(systemRandom.bytes(32), bytes, 65_536, 40)];
    const result = await installReader(shell, NODE, systemRandom, within());
    if (!result.installed) throw new Error(result.why);
    const hash = new KeyedHash(systemRandom);
    const kept = new KeptClaims(systemRandom, 40);
    for await (const claim of result.reader.classify(windows, hash, null, within())) kept.add(claim);
    expect(await challenge(result.reader, kept, hash, null, within())).toBe(40);
    await result.remove();
  });
});
