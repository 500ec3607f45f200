/** `wipebench certificate`: is this file genuine, and what does it say? Works offline, with nothing but pinned keys. */
import { Command } from 'commander';
import { EXIT } from '../../faults/exit-codes.ts';
import { Fault } from '../../faults/fault.ts';
import type { PresentedClaims } from '../../model/claims.ts';
import { type CommonOptions, withOutputOptions } from '../common-options.ts';
import { openOutput } from '../output.ts';

interface TrustOptions extends CommonOptions {
  readonly trust?: string[];
}

interface VerifyOptions extends TrustOptions {
  readonly proof?: string;
  readonly requirePass?: boolean;
}

const collect = (path: string, before: string[] = []) => [...before, path];

async function show(file: string, options: TrustOptions): Promise<void> {
  const { openUnchecked, readCertificateText, verifyCertificate } = await import('../../certificate/verify.ts');
  const { readTrustedKeys } = await import('../../certificate/trusted-keys.ts');
  const { certificateLines } = await import('./certificate-text.ts');
  const output = openOutput(options);
  const text = await readCertificateText(file);
  const opened = options.trust
    ? await verifyCertificate(text, await readTrustedKeys(options.trust))
    : openUnchecked(text);
  const first = options.trust
    ? 'The signature is that of a trusted key.'
    : 'NOT CHECKED: anybody can write such a file. Pass --trust KEY to check who signed it.';
  output.say(`${first}\n${certificateLines(opened.claims)}`);
  const { claims, hidden, kid } = opened;
  output.emit({ type: 'certificate', checked: options.trust !== undefined, kid, hidden, claims });
  output.emit({ type: 'summary', checked: options.trust !== undefined, result: claims.result });
}

async function readProof(path: string): Promise<string> {
  const { readFileBounded } = await import('../../host/files.ts');
  const { MAX_PROOF_BYTES } = await import('../../ledger/tlog-proof.ts');
  const bytes = await readFileBounded(path, MAX_PROOF_BYTES);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Fault('CERT_PROOF', 'The proof is not text in UTF-8.', { cause });
  }
}

/** With --require-pass the exit code speaks of the phone, as after a wipe; otherwise only of the file. */
function exitFor({ result, phone }: PresentedClaims, requirePass: boolean): number {
  if (!requirePass) return EXIT.ok;
  if (result === 'FAIL') return EXIT.notSanitized;
  const real = phone.kind === 'phone' || phone.kind === 'tablet';
  return result === 'PASS' && real ? EXIT.ok : EXIT.unverified;
}

async function verify(file: string, options: VerifyOptions): Promise<void> {
  const { readCertificateText, verifyCertificate } = await import('../../certificate/verify.ts');
  const { readTrustedKeys } = await import('../../certificate/trusted-keys.ts');
  const { certificateSummary } = await import('./certificate-text.ts');
  const { verifyProof } = await import('../../ledger/tlog-proof.ts');
  if (!options.trust) {
    throw new Fault('USAGE_ARGUMENT', 'Whose signature do you trust? Pass the public key of the issuer: --trust KEY.');
  }
  const output = openOutput(options);
  const trusted = await readTrustedKeys(options.trust);
  const { claims, hidden, jws, kid } = await verifyCertificate(await readCertificateText(file), trusted);
  const logged =
    options.proof === undefined
      ? null
      : verifyProof(await readProof(options.proof), Buffer.from(jws, 'ascii'), trusted.values());
  const ledger =
    logged === null
      ? 'Ledger: not checked (pass --proof FILE).'
      : `Ledger: entry ${logged.index} of ${logged.size} in the log of the issuer.`;
  output.say(
    `GENUINE: signed by ${kid}, unchanged since.\n${ledger}\n${certificateSummary(claims)}\nAll of it: wipebench certificate show ${file}`,
  );
  const proof = logged && { origin: logged.origin, index: logged.index, size: logged.size };
  const exit = exitFor(claims, options.requirePass ?? false);
  output.emit({ type: 'certificate', checked: true, kid, hidden, proof, claims });
  output.emit({ type: 'summary', genuine: true, result: claims.result, simulated: claims.simulated, exit });
  process.exitCode = exit;
}

function withTrustOption(command: Command): Command {
  return withOutputOptions(command).option(
    '--trust <key>',
    'public key of the issuer (PEM); may be given several times',
    collect,
  );
}

export function certificateCommand(): Command {
  const command = new Command('certificate').description('show or verify a certificate');
  withTrustOption(command.command('show'))
    .argument('<file>', 'a .cert file')
    .description('what a certificate says')
    .addHelpText('after', '\nExample:\n  wipebench certificate show phone.cert --trust issuer.pub')
    .action(show);
  withTrustOption(command.command('verify'))
    .argument('<file>', 'a .cert file')
    .description('check signature, disclosures and proof; exit code 20 when anything is wrong')
    .option('--proof <file>', 'the .proof file beside it: check that it was logged')
    .option('--require-pass', 'exit 11 for a result of FAIL, 12 for UNVERIFIED or what is no real phone or tablet')
    .addHelpText(
      'after',
      '\nA genuine certificate of a failed wipe is genuine: without --require-pass the exit code is 0.\n\nExamples:\n' +
        '  wipebench certificate verify phone.cert --trust issuer.pub --proof phone.proof\n' +
        '  wipebench certificate verify phone.cert --trust issuer.pub --require-pass && echo "may be sold"',
    )
    .action(verify);
  return command;
}
