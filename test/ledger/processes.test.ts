import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkLedger } from '../../src/ledger/check.ts';
import { rememberedFile } from '../../src/ledger/remembered.ts';
import { openSqliteStore } from '../../src/ledger/sqlite-store.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const jwk = JSON.stringify(privateKey.export({ format: 'jwk' }));
const program = join(import.meta.dirname, 'append-child.ts');
const place = async () => join(await mkdtemp(join(tmpdir(), 'processes-')), 'ledger.db');

/** Runs the child until it ends, or kills it right after it said that `killAfter` entries are in. */
function append(path: string, name: string, count: number, killAfter = Number.POSITIVE_INFINITY) {
  return new Promise<{ acknowledged: number; code: number | null; errors: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [program, path, name, String(count), jwk]);
    let acknowledged = 0;
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      acknowledged += chunk.toString().split('\n').length - 1;
      if (acknowledged >= killAfter) child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ acknowledged, code, errors }));
  });
}

async function check(path: string) {
  const store = await openSqliteStore(path, null);
  try {
    const remembered = await rememberedFile(path).read();
    return await checkLedger(store, { remembered, since: [], keys: [publicKey], verifyEntry: async () => undefined });
  } finally {
    await store.close();
  }
}

describe('several processes', () => {
  it('lose nothing when they append at once', { timeout: 180_000 }, async () => {
    const path = await place();
    const done = await Promise.all(['a', 'b', 'c', 'd'].map((name) => append(path, name, 50)));
    expect(done).toEqual(Array.from({ length: 4 }, () => ({ acknowledged: 50, code: 0, errors: '' })));
    expect(await check(path)).toMatchObject({ size: 200, unremembered: 0, problems: [] });
  });

  it('leave a whole log when they are killed in the middle', { timeout: 180_000 }, async () => {
    const path = await place();
    let acknowledged = 0;
    for (const [round, killAfter] of [1, 3, 2, 5, 1, 4].entries()) {
      const done = await append(path, `round${round}`, 1000, killAfter);
      acknowledged += done.acknowledged;
      expect(done.errors).toBe('');
      const report = await check(path);
      expect(report.problems).toEqual([]);
      // What was acknowledged is there; at most the one append that nobody heard of came on top of it per round.
      expect(report.size).toBeGreaterThanOrEqual(acknowledged);
      expect(report.size).toBeLessThanOrEqual(acknowledged + round + 1);
    }
    expect(await append(path, 'after', 3)).toMatchObject({ code: 0, acknowledged: 3, errors: '' });
    expect(await check(path)).toMatchObject({ unremembered: 0, problems: [] });
  });
});
