/** `wipebench qc`, as processes of its own: a lot, a plan, another person's records, and everything that is refused. */
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QcPlan } from '../../src/model/qc-plan.ts';
import { benchWithLot, type LotBench } from '../qc/bench-with-lot.ts';

let bench: LotBench;
let planPath = '';
let plan: QcPlan;

/** 40 phones of one lot; op-9 wiped every eighth, one failed, one is virtual; two of another lot. */
const wiped = [
  ...Array.from({ length: 40 }, (_, at) => ({
    id: `certificate-${at}`,
    operator: at % 8 === 3 ? 'OP-9' : `op-${7 + (at % 2)}`,
    result: at === 5 ? ('unknown' as const) : at === 6 ? ('performed-unverified' as const) : ('verified' as const),
    real: at !== 7,
  })),
  { id: 'certificate-x', lot: 'L-10' },
  { id: 'certificate-y', lot: 'L-10', operator: 'op-9', name: 'Grace Example' },
];
const picked = (turn: number) => plan.population[plan.picked[turn] ?? -1]?.certificateId ?? '';
const tool = ['--tool', 'Recover It', '--tool-version', '4.2'];
const record = (...words: readonly string[]) => bench.run('qc', 'record', '--plan', planPath, '--yes', ...words);
/** Whoever is refused leaves nothing behind. */
async function refused(exit: number, act: () => ReturnType<LotBench['run']>) {
  const before = await bench.files();
  const said = await act();
  expect(said.exit, said.stderr).toBe(exit);
  expect(said.stderr.length).toBeGreaterThan(10);
  expect(await bench.files()).toEqual(before);
  return said;
}

beforeAll(async () => {
  bench = await benchWithLot(wiped);
  const said = await bench.run('qc', 'plan', '--lot', ' l-9', '--operator', 'op-9', '--json');
  expect(said.exit, said.stderr).toBe(0);
  planPath = String(bench.lines(said).at(-1)?.['path']);
  plan = JSON.parse(await readFile(planPath, 'utf8'));
}, 120_000);
afterAll(() => rm(bench.folder, { recursive: true, force: true }));

describe('wipebench qc plan', () => {
  it('picks 5 %, rounded up, and nothing that the checker wiped, that failed, or that is no phone', () => {
    expect(plan.picked).toHaveLength(2);
    expect(plan.population).toHaveLength(33);
    expect(plan.apart.map(({ why, certificateId }) => `${why} ${certificateId}`)).toEqual([
      ...['wiped-by-checker certificate-3', 'failed certificate-5', 'simulated certificate-7'],
      ...[11, 19, 27, 35].map((at) => `wiped-by-checker certificate-${at}`),
    ]);
    for (const at of plan.picked) expect(plan.population[at]?.operator).toMatch(/^op-[78]$/);
    expect(plan).toMatchObject({ simulated: false, seed: { source: 'drawn' }, ledger: { size: 42 } });
  });

  it('says in JSON and in words who wiped each and what a clean result would prove', async () => {
    const said = await bench.run('qc', 'plan', '--lot', 'L-9', '--operator', 'op-9', '--out', 'words.json');
    expect(said.stdout).toMatch(/^Independent check of lot L-9: 2 of 33 phones/);
    expect(said.stdout).toMatch(/WIPED BY/);
    expect(said.stdout).toMatch(/95 % confidence that at most \d+ of these 33 phones/);
    expect(said.stdout).toMatch(/Of the 5 phones that the checker cannot check it says nothing/);
    expect(said.stdout).not.toMatch(/certified|guarantee|compliant|validated|approved/i);
    const json = await bench.run('qc', 'plan', '--lot', 'L-9', '--operator', 'op-9', '--json', '--out', 'j.json');
    const lines = bench.lines(json);
    expect(lines.filter(({ type }) => type === 'picked')).toHaveLength(2);
    expect(lines[0]).toMatchObject({ type: 'picked', turn: 0, operator: expect.stringMatching(/^op-/) });
    expect(lines.at(-1)).toMatchObject({ type: 'summary', population: 33, picked: 2, apart: 7, exit: 0 });
  });

  it('draws the same again from the same seed, and says that it was given', async () => {
    const words = ['qc', 'plan', '--lot', 'L-9', '--operator', 'op-9', '--seed', plan.seed.value.toUpperCase()];
    expect((await bench.run(...words, '--out', 'again.json')).stdout).toContain('given by a person');
    const again = JSON.parse(await readFile(join(bench.folder, 'again.json'), 'utf8')) as QcPlan;
    expect(again.picked).toEqual(plan.picked);
    expect(again.seed).toEqual({ value: plan.seed.value, source: 'given', nonce: null });
  });

  it('takes a range of time without any lot', async () => {
    const words = ['qc', 'plan', '--since', '2026-01-01', '--until', '2026-02-01', '--operator', 'op-9', '--json'];
    const done = await bench.run(...words, '--out', 'time.json');
    expect(bench.lines(done).at(-1)).toMatchObject({ population: 34, picked: 2 });
    await refused(4, () => bench.run('qc', 'plan', '--since', '2027-01-01', '--operator', 'op-9'));
  });

  it.each([
    ['nobody independent remains', 4, ['--lot', 'L-10', '--operator', 'op-9', '--fraction', '1']],
    ['the lot is empty', 4, ['--lot', 'L-77', '--operator', 'op-9']],
    ['no lot and no time is named', 2, ['--operator', 'op-9']],
    ['the share is below 5 %', 2, ['--lot', 'L-9', '--fraction', '0.01']],
    ['the share is no number', 2, ['--lot', 'L-9', '--fraction', '']],
    ['the seed is short', 2, ['--lot', 'L-9', '--seed', 'abc']],
    ['the time is none', 2, ['--since', 'yesterday']],
    ['the key is not trusted', 20, ['--lot', 'L-9', '--operator', 'op-9', '--trust', 'keys/grace.pub']],
  ])('is refused where %s, and writes nothing', async (_, exit, words) => {
    const out = join(bench.folder, 'refused.json');
    await refused(exit, () => bench.run('qc', 'plan', ...words, '--out', out));
    await expect(stat(out)).rejects.toThrow();
  });

  it('never replaces a file', async () => {
    const before = await readFile(planPath, 'utf8');
    await refused(2, () => bench.run('qc', 'plan', '--lot', 'L-9', '--operator', 'op-9', '--out', planPath));
    expect(await readFile(planPath, 'utf8')).toBe(before);
  });

  it('is refused where a certificate may be of the lot and nobody can tell, unless that is accepted and said', async () => {
    const file = join(bench.certificates, 'certificate-20.cert');
    await rename(file, join(bench.folder, 'away.cert'));
    const words = ['qc', 'plan', '--lot', 'L-9', '--operator', 'op-9'];
    const said = await refused(4, () => bench.run(...words));
    expect(said.stderr).toContain('certificate-20');
    const accepted = await bench.run(...words, '--accept-unknown-lot', '--out', 'unknown.json');
    expect(accepted.stdout).toMatch(/1: no copy of the certificate tells its lot \(certificate-20\)/);
    await rename(join(bench.folder, 'away.cert'), file);
  });

  it('is refused over a ledger that was changed', async () => {
    const database = new DatabaseSync(bench.ledger);
    database.exec("UPDATE entry SET result = 'FAIL' WHERE idx = 1");
    await refused(20, () => bench.run('qc', 'plan', '--lot', 'L-9', '--operator', 'op-9'));
    database.exec("UPDATE entry SET result = 'PASS' WHERE idx = 1");
    database.close();
  });
});

describe('wipebench qc record is refused, and nothing is signed', () => {
  const clean = (...words: string[]) => record('--certificate', picked(0), '--result', 'clean', ...words);
  it('with the key that signed the certificate', async () => {
    const said = await refused(4, () => clean(...tool, '--operator-id', 'op-9', '--operator-name', 'Grace Example'));
    expect(said.stderr).toContain('this very key');
  });
  it('by the person who wiped, by id or by name, however it is spelt', async () => {
    const key = bench.grace.slice(0, 2);
    const wiper = plan.population[plan.picked[0] ?? -1]?.operator.toUpperCase() ?? '';
    await refused(4, () => clean(...tool, ...key, '--operator-id', wiper, '--operator-name', 'Grace Example'));
    await refused(4, () => clean(...tool, ...key, '--operator-id', 'op-5', '--operator-name', ' ada  EXAMPLE '));
  });
  it('by half a person', () => refused(2, () => clean(...tool, ...bench.grace.slice(0, 4))));
  it('with the tool that wiped', () =>
    refused(4, () => clean('--tool', 'WipeBench', '--tool-version', '1', ...bench.grace)));
  it('without a tool', () => refused(2, () => clean(...bench.grace)));
  it('of a certificate that was not picked', async () => {
    const other = plan.population.findIndex((_, at) => !plan.picked.includes(at));
    const id = plan.population[other]?.certificateId ?? '';
    const words = ['--certificate', id, '--result', 'clean', ...tool, ...bench.grace];
    expect((await refused(4, () => record(...words))).stderr).toContain('not picked');
  });
  it('of what is not there', () =>
    refused(2, () => record('--certificate', 'nobody', '--result', 'clean', ...tool, ...bench.grace)));
  it('without words about what was found, or why nobody looked', async () => {
    const of = ['--certificate', picked(0), ...bench.grace];
    await refused(2, () => record(...of, '--result', 'found', ...tool));
    await refused(2, () => record(...of, '--result', 'not-checked'));
  });
  it('without a question or --yes', async () => {
    const of = ['qc', 'record', '--plan', planPath, '--certificate', picked(0), '--result', 'clean'];
    await refused(4, () => bench.run(...of, ...tool, ...bench.grace));
  });
  it('from a plan that was changed', async () => {
    const forged = join(bench.folder, 'forged.json');
    await writeFile(forged, JSON.stringify({ ...plan, picked: [...plan.picked].reverse() }));
    const of = ['qc', 'record', '--plan', forged, '--certificate', picked(0), '--result', 'clean', '--yes'];
    expect((await refused(20, () => bench.run(...of, ...tool, ...bench.grace))).stderr).toContain('plan was changed');
  });
  it('into a ledger that is not there', async () => {
    const none = join(bench.folder, 'none.sqlite');
    await refused(5, () => clean(...tool, ...bench.grace, '--ledger', none));
    await expect(stat(none)).rejects.toThrow();
  });
});

describe('wipebench qc record', () => {
  const verify = (path: string, ...words: string[]) =>
    bench.bare('certificate', 'verify', path, ...bench.trust.flatMap((key) => ['--trust', key]), ...words);
  let path = '';

  it('signs what another person found, with the way it was picked', async () => {
    await writeFile(join(bench.folder, 'report 490154203237518.txt'), 'nothing');
    const words = ['--certificate', picked(0), '--result', 'clean', ...tool, ...bench.grace, '--date', '2026-01-31'];
    const said = await record(...words, '--findings', join(bench.folder, 'report 490154203237518.txt'), '--json');
    expect(said.exit, said.stderr).toBe(0);
    const lines = bench.lines(said);
    expect(lines[0]).toMatchObject({
      type: 'qc-record',
      record: {
        // Whichever is drawn: one of them was wiped and could not be checked.
        certificate: { id: picked(0), result: picked(0) === 'certificate-6' ? 'UNVERIFIED' : 'PASS' },
        selection: { planDigest: plan.digest, seed: plan.seed, populationSize: 33, sampleSize: 2, turn: 0 },
        checker: { id: 'op-9', name: 'Grace Example' },
        independence: { names: 'different' },
      },
    });
    expect(lines[1]).toEqual({ type: 'standing', clean: 1, found: 0, notChecked: 0, outstanding: 1 });
    path = String(lines.at(-1)?.['path']);
    const checked = await verify(path, '--proof', path.replace(/qc$/, 'proof'));
    expect(checked.exit, checked.stderr).toBe(0);
    expect(checked.stdout).toMatch(/^GENUINE[\s\S]*^Ledger: entry 42 of 43[\s\S]*^Check: CLEAN/m);
    expect(checked.stdout).toContain('Findings     report_[withheld].txt, 7 bytes');
    expect(checked.stdout).not.toContain(bench.folder);
    expect((await verify(path, '--require-pass')).exit).toBe(12);
    const own = await bench.bare('certificate', 'verify', path, '--trust', bench.trust[0]);
    expect(own.exit).toBe(20);
  });

  it('says what has to be done about what was found, and that nothing may be said of the lot', async () => {
    const words = ['--certificate', picked(1), '--result', 'found', '--words', 'two \u001b[31mpictures', ...tool];
    const said = await record(...words, ...bench.grace);
    expect(said.exit, said.stderr).toBe(0);
    expect(said.stdout).toMatch(/Destroy it physically, or sanitize it again/);
    expect(said.stdout).toMatch(/wipebench validate --decision rejected/);
    expect(said.stdout).toMatch(/The lot is not clean/);
    expect(said.stdout).not.toMatch(/\u001b/);
    const found = (await bench.files()).find((name) => name === `${picked(1)}-qc.qc`);
    expect((await verify(join(bench.certificates, found ?? ''), '--require-pass')).exit).toBe(11);
  });

  it('is in a ledger that is whole, without names, and the bench wipes on', async () => {
    const check = await bench.run('ledger', 'check');
    expect(check.exit, check.stderr).toBe(0);
    const list = await bench.run('ledger', 'list', '--json', '--result', 'qc-clean');
    const id = String(bench.lines(list)[0]?.['certificateId']);
    const shown = await bench.run('ledger', 'show', id);
    expect(shown.stdout).toMatch(/INDEPENDENT CHECK[\s\S]*withheld in this copy/);
    expect(shown.stdout).not.toMatch(/Grace|L-9/);
    const destroyed = await bench.run(
      ...[
        'destroy',
        '--imei',
        '490154203237518',
        '--method',
        'shred',
        '--words',
        'Shredded.',
        '--witness',
        'W',
        '--yes',
      ],
    );
    expect(destroyed.exit, destroyed.stderr).toBe(0);
    expect((await bench.run('ledger', 'check')).exit).toBe(0);
  });

  it('keeps to a plan that is older than the ledger, and refuses one from after its end', async () => {
    const words = ['--certificate', picked(0), '--result', 'not-checked', '--words', 'screen broken', ...bench.grace];
    expect((await record(...words)).exit).toBe(0);
    const longer = join(bench.folder, 'longer.json');
    await writeFile(longer, JSON.stringify({ ...plan, ledger: { ...plan.ledger, size: 4000 } }));
    const of = ['qc', 'record', '--plan', longer, '--certificate', picked(0), '--result', 'clean', '--yes'];
    expect((await refused(20, () => bench.run(...of, ...tool, ...bench.grace))).stderr).toContain('another ledger');
  });
});
