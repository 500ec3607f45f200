/** A disk that is full before or in the middle of a run. Needs root, because the small disk is a mounted tmpfs. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { small } from '../virtual/bench-fixture.ts';
import { rawCopy } from './ground-truth.ts';
import { openStation, type Station, summaryOf } from './station.ts';

const isRoot = process.getuid?.() === 0;
const MIB = 1024 * 1024;

describe.skipIf(!isRoot)('a full disk (needs root for a small tmpfs)', () => {
  let station: Station;
  let disk: string;

  beforeAll(async () => {
    const phone = await small('userdebug-honest');
    station = await openStation(['before', 'middle'].map((name) => ({ ...phone, name })));
    disk = join(station.folder, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', disk]);
    const settings = JSON.parse(readFileSync(station.config, 'utf8'));
    const data = {
      certificates: join(disk, 'certificates'),
      journals: join(disk, 'journals'),
      ledger: join(disk, 'l.sqlite'),
    };
    writeFileSync(station.config, JSON.stringify({ ...settings, ...data }));
  }, 60_000);

  afterAll(async () => {
    if (disk) execFileSync('umount', [disk]);
    await station?.close();
  });

  const ballast = () => join(disk, 'ballast');
  const fill = () => {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast(), Buffer.alloc(bavail * bsize));
  };
  const files = (name: string, ending: string) =>
    existsSync(join(disk, name)) ? readdirSync(join(disk, name)).filter((file) => file.endsWith(ending)) : [];

  it('before the wipe: it does not start', async () => {
    writeFileSync(ballast(), Buffer.alloc(12 * MIB));
    const ended = await station.wipe('before');
    rmSync(ballast());
    expect(ended.code, ended.stderr).toBe(5);
    expect(ended.stderr).toMatch(/no phone was touched/);
    expect(files('journals', '.jsonl')).toEqual([]);
    expect(station.bench.phone('before').state).toBe('system');
  }, 60_000);

  it('in the middle: unknown, no certificate, and resume brings it to an honest end once there is space', async () => {
    const raw = rawCopy(station.bench.phone('middle'));
    const ended = await station.wipe('middle', [], {
      onLine: (line) => {
        if (line['type'] === 'step-started' && (line['step'] as { id: string }).id === 'await-reset') fill();
      },
    });
    expect(ended.code, ended.stderr).toBe(10);
    expect(ended.stderr).toMatch(/No space left/);
    expect(ended.stderr).toMatch(/may have been changed[\s\S]*wipebench resume/);
    expect(files('certificates', '.cert')).toEqual([]);
    rmSync(ballast());
    const resumed = await station.run(['resume', '--config', station.config, '--yes', '--json']);
    expect(['performed-unverified', 'unknown'], resumed.stderr).toContain(summaryOf(resumed)['result']);
    expect(files('certificates', '.cert')).toHaveLength(1);
    expect(raw.survivors()).toBe(0);
  }, 120_000);
});
