/** `wipebench validate`, and what readers then see of the decision; as processes of their own. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchWithLot, type LotBench } from '../qc/bench-with-lot.ts';
import { ownTerminal } from './own-process.ts';

let bench: LotBench;
const why = ['--rationale', 'Looked through level and grounds.'];
const file = (name: string) => join(bench.certificates, name);
const words = (id: string, decision: string) => ['validate', '--certificate', id, '--decision', decision, ...why];
const decide = (id: string, decision: string, ...more: readonly string[]) =>
  bench.run(...words(id, decision), ...bench.grace, '--yes', ...more);
const trust = () => bench.trust.flatMap((key) => ['--trust', key]);
const verify = (id: string, validation: string, ...more: readonly string[]) =>
  bench.bare('certificate', 'verify', file(`${id}.cert`), ...trust(), '--validation', validation, ...more);

/** Whoever is refused leaves nothing behind, neither a document nor an entry. */
async function refused(exit: number, act: () => ReturnType<LotBench['run']>) {
  const size = async () => bench.lines(await bench.run('ledger', 'list', '--json')).at(-1)?.['size'];
  const [files, entries] = [await bench.files(), await size()];
  const said = await act();
  expect(said.exit, said.stderr).toBe(exit);
  expect(await bench.files()).toEqual(files);
  expect(await size()).toBe(entries);
  return said;
}

beforeAll(async () => {
  bench = await benchWithLot([
    { id: 'certificate-pass' },
    { id: 'certificate-unverified', result: 'performed-unverified' },
    { id: 'certificate-fail', result: 'not-sanitized' },
    { id: 'certificate-bad' },
    { id: 'certificate-asked' },
    { id: 'certificate-checked' },
  ]);
}, 120_000);
afterAll(() => rm(bench.folder, { recursive: true, force: true }));

describe('an approval', () => {
  it('is signed, logged, and reported with the certificate that it belongs to', async () => {
    const said = await decide('certificate-pass', 'approved', '--sensitivity', 'private', '--json');
    expect(said.exit, said.stderr).toBe(0);
    expect(said.stderr).toMatch(/Result: PASS[\s\S]*five grounds for doubt[\s\S]*Doubt G1[\s\S]*Doubt G5/);
    const lines = bench.lines(said);
    expect(lines[0]).toMatchObject({
      type: 'validation-decision',
      record: { decision: 'approved', sensitivity: 'private', residualRiskAccepted: false, validator: { id: 'op-9' } },
    });
    const path = String(lines.at(-1)?.['path']);
    expect(path).toBe(file('certificate-pass-validation.validation'));
    const proof = ['--proof', path.replace(/validation$/, 'proof')];
    const own = await bench.bare('certificate', 'verify', path, ...trust(), ...proof, '--require-pass');
    expect(own.exit).toBe(12);
    expect(own.stdout).toMatch(/^GENUINE[\s\S]*^Document: VALIDATION DECISION[\s\S]*^Decision: APPROVED/m);
    const both = await verify('certificate-pass', path, '--proof', file('certificate-pass.proof'), '--require-pass');
    expect(both.exit, both.stderr).toBe(0);
    expect(both.stdout).toMatch(/^Result: PASS[\s\S]*^Its decision is genuine[\s\S]*^Decision: APPROVED/m);
    const shown = await bench.bare('certificate', 'show', file('certificate-pass.cert'), '--validation', path);
    expect(shown.stdout).toMatch(/^NOT CHECKED[\s\S]*^Decision: APPROVED/m);
    expect((await bench.run('ledger', 'check')).exit).toBe(0);
  });

  it('of UNVERIFIED takes an accepted risk, which it records, and makes no PASS of it', async () => {
    await refused(4, () => decide('certificate-unverified', 'approved'));
    await refused(2, () => decide('certificate-checked', 'approved', '--accept-residual-risk'));
    const said = await decide('certificate-unverified', 'approved', '--accept-residual-risk', '--json');
    expect(bench.lines(said)[0]).toMatchObject({ record: { residualRiskAccepted: true } });
    const path = file('certificate-unverified-validation.validation');
    const both = await verify('certificate-unverified', path, '--require-pass', '--json');
    expect(both.exit).toBe(12);
    expect(bench.lines(both).at(-1)).toMatchObject({ result: 'UNVERIFIED', decision: 'approved', exit: 12 });
  });

  it('of FAIL is refused to everybody', async () => {
    await refused(4, () => decide('certificate-fail', 'approved'));
    await refused(4, () => decide('certificate-fail', 'approved', '--accept-residual-risk'));
  });

  it('is refused after an independent check found something', async () => {
    const plan = join(bench.folder, 'plan.json');
    const made = await bench.run('qc', 'plan', '--lot', 'L-9', '--operator', 'op-9', '--fraction', '1', '--out', plan);
    expect(made.exit, made.stderr).toBe(0);
    const found = ['--result', 'found', '--words', 'mail', '--tool', 'Recover It', '--tool-version', '1'];
    const of = ['--plan', plan, '--certificate', 'certificate-checked', ...bench.grace, '--yes'];
    expect((await bench.run('qc', 'record', ...of, ...found)).exit).toBe(0);
    const said = await refused(4, () => decide('certificate-checked', 'approved'));
    expect(said.stderr).toContain('independent check found something');
  });
});

describe('a rejection', () => {
  it('needs a remedy, makes every result bad, and stands', async () => {
    await refused(2, () => decide('certificate-bad', 'rejected'));
    await refused(2, () => decide('certificate-bad', 'approved', '--remedy', 'destroy'));
    await refused(2, () => decide('certificate-bad', 'rejected', '--remedy', 'destroy', '--accept-residual-risk'));
    const said = await decide('certificate-bad', 'rejected', '--remedy', 'escalate-method');
    expect(said.exit, said.stderr).toBe(0);
    expect(said.stdout).toMatch(/^Decision: REJECTED.*stronger method/m);
    const path = file('certificate-bad-validation.validation');
    expect((await verify('certificate-bad', path, '--require-pass')).exit).toBe(11);
    expect((await verify('certificate-bad', path)).exit).toBe(0);
    const again = await refused(4, () => decide('certificate-bad', 'approved'));
    expect(again.stderr).toContain('rejected already');
    const plan = await bench.run('qc', 'plan', '--lot', 'L-9', '--operator', 'op-9', '--json', '--out', 'after.json');
    expect(bench.lines(plan)).toContainEqual(
      expect.objectContaining({ type: 'apart', certificateId: 'certificate-bad', why: 'rejected' }),
    );
  });

  it('of FAIL is recorded, too', async () => {
    expect((await decide('certificate-fail', 'rejected', '--remedy', 'destroy')).exit).toBe(0);
  });
});

describe('is refused, and nothing is signed', () => {
  it('by the one who wiped: by key, by id, by name', async () => {
    const own = words('certificate-asked', 'approved');
    await refused(4, () => bench.run(...own, '--yes', '--operator-id', 'op-9', '--operator-name', 'Grace Example'));
    await refused(4, () => bench.run(...own, '--yes', ...bench.grace.slice(0, 2)));
    const named = ['--operator-id', 'op-5', '--operator-name', 'ADA example'];
    await refused(4, () => bench.run(...own, '--yes', ...bench.grace.slice(0, 2), ...named));
  });
  it('without a question or --yes', () =>
    refused(4, () => bench.run(...words('certificate-asked', 'approved'), ...bench.grace)));
  it('without a reason', () => refused(2, () => decide('certificate-asked', 'approved', '--rationale', '  ')));
  it('with a reason that nobody would read', () =>
    refused(2, () => decide('certificate-asked', 'approved', '--rationale', 'x'.repeat(601))));
  it('of what nobody signed whom we trust, and of what was changed', async () => {
    const text = await readFile(file('certificate-asked.cert'), 'latin1');
    const changed = join(bench.folder, 'changed.cert');
    await writeFile(changed, `${text.slice(0, 400)}${text[400] === 'A' ? 'B' : 'A'}${text.slice(401)}`);
    await refused(20, () => decide(changed, 'rejected', '--remedy', 'destroy'));
    await refused(20, () => decide('certificate-asked', 'approved', '--trust', bench.trust[1]));
  });
  it('of what is no certificate', async () => {
    await refused(2, () => decide('nobody', 'approved'));
    await refused(20, () => decide(file('certificate-pass-validation.validation'), 'approved'));
  });
});

describe('readers refuse', () => {
  const path = () => file('certificate-pass-validation.validation');
  it('a decision beside another certificate', async () => {
    const said = await verify('certificate-asked', path());
    expect(said).toMatchObject({ exit: 20, stdout: '' });
    expect(said.stderr).toContain('another certificate');
    const shown = await bench.bare('certificate', 'show', file('certificate-asked.cert'), '--validation', path());
    expect(shown).toMatchObject({ exit: 20, stdout: '' });
  });
  it('a decision whose key is not pinned', async () => {
    const words = ['certificate', 'verify', file('certificate-pass.cert'), '--trust', bench.trust[0]];
    expect(await bench.bare(...words, '--validation', path())).toMatchObject({ exit: 20, stdout: '' });
  });
  it('a certificate in the place of a decision, and a decision about a decision', async () => {
    expect(await verify('certificate-pass', file('certificate-pass.cert'))).toMatchObject({ exit: 20, stdout: '' });
    const own = ['certificate', 'verify', path(), ...trust(), '--validation', path()];
    expect(await bench.bare(...own)).toMatchObject({ exit: 2, stdout: '' });
  });
});

describe('on a terminal', () => {
  const ask = (typed: string) => {
    const asked = [...words('certificate-asked', 'approved'), ...bench.grace, '--config', bench.config, '--quiet'];
    return ownTerminal(bench.folder, asked, /Type approved to sign: /, typed);
  };
  it('shows what there is to know, asks, and signs nothing for another word', async () => {
    const said = await refused(4, () => ask('yes'));
    expect(said.stdout).toMatch(/Result: PASS[\s\S]*Doubt G1[\s\S]*Doubt G5[\s\S]*Type approved to sign: /);
  });
  it('signs for the very word', async () => {
    const said = await ask('approved');
    expect(said.exit, said.stdout).toBe(0);
    expect(said.stdout).toContain('Decision: APPROVED');
  });
});
