/** A bench with certificates of two lots in its ledger, and a second person with a key; the real program around it. */
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimsOf } from '../../src/certificate/claims-of.ts';
import { issueCertificate } from '../../src/certificate/issue.ts';
import { openStationSigner } from '../../src/certificate/key-file.ts';
import { systemRandom } from '../../src/host/random.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import type { VerdictResult } from '../../src/model/verdict.ts';
import { evidence, identity, verdict } from '../certificate/evidence.ts';
import { ownProcess, type Said } from '../cli/own-process.ts';

export interface LotBench {
  readonly folder: string;
  readonly config: string;
  readonly certificates: string;
  readonly ledger: string;
  /** Public keys of the bench and of Grace, who checks. */
  readonly trust: readonly [string, string];
  /** Options with which Grace signs. */
  readonly grace: readonly string[];
  /** With the settings of the bench. */
  run(...words: readonly string[]): Promise<Said>;
  /** Without: for commands that need none. */
  bare(...words: readonly string[]): Promise<Said>;
  /** The objects of `--json`. */
  lines(said: Said): Record<string, unknown>[];
  /** Names in the folder of the certificates, hidden ones too. */
  files(): Promise<string[]>;
}

export interface Wiped {
  readonly id: string;
  readonly operator?: string;
  readonly name?: string;
  readonly lot?: string;
  readonly result?: VerdictResult;
  readonly real?: boolean;
}

/** @param wiped one certificate each, in this order, signed with the key of the bench */
export async function benchWithLot(wiped: readonly Wiped[]): Promise<LotBench> {
  const folder = await mkdtemp(join(tmpdir(), 'lot-'));
  const [config, keys, data] = [join(folder, 'settings.json'), join(folder, 'keys'), join(folder, 'data')];
  const run = (...words: readonly string[]) => ownProcess(folder, words, '', { NO_COLOR: '1' });
  const must = async (...words: readonly string[]) => {
    const said = await run(...words);
    if (said.exit !== 0) throw new Error(said.stderr);
  };
  await must(
    ...['init', '--config', config, '--data', data, '--keys', keys, '--no-passphrase', '--organisation', 'Re Phone'],
    ...['--site', 'Ghent', '--operator-id', 'op-7', '--operator-name', 'Ada Example', '--require', 'STATISTICAL'],
  );
  await must('keys', 'init', '--key', join(keys, 'grace.key'), '--no-passphrase');
  const signer = await openStationSigner(keys, async () => '');
  const ledger = await openLedger(join(data, 'ledger.sqlite'), signer);
  for (const { id, operator = 'op-7', name = 'Ada Example', lot = 'L-9', result = 'verified', real = true } of wiped) {
    const phone = { ...identity, kind: real ? 'phone' : 'virtual' } as const;
    const claims = claimsOf({
      ...evidence,
      id,
      identity: phone,
      plan: { ...evidence.plan, target: { ...evidence.plan.target, identity: phone } },
      verdict: { ...verdict, result },
      settings: { ...evidence.settings, operator: { id: operator, name } },
      asset: { lot },
    });
    const place = {
      disclose: 'all',
      signer,
      ledger,
      random: systemRandom,
      folder: join(data, 'certificates'),
    } as const;
    await issueCertificate({ ...place, claims, fileStem: id });
  }
  await ledger.close();
  return {
    folder,
    config,
    certificates: join(data, 'certificates'),
    ledger: join(data, 'ledger.sqlite'),
    trust: [join(keys, 'station.pub'), join(keys, 'grace.pub')],
    grace: ['--key', join(keys, 'grace.key'), '--operator-id', 'op-9', '--operator-name', 'Grace Example'],
    run: (...words) => run(...words, '--config', config),
    bare: run,
    lines: ({ stdout }) => stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : [])),
    files: async () => (await readdir(join(data, 'certificates'))).sort(),
  };
}
