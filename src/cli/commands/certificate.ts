/** `wipebench certificate`: is this file genuine, and what does it say? Works offline, with nothing but pinned keys. */
import { Command } from 'commander';
import { EXIT } from '../../faults/exit-codes.ts';
import { Fault } from '../../faults/fault.ts';
import type { PresentedClaims } from '../../model/claims.ts';
import { isRealPhone } from '../../model/identity.ts';
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
  const { openDocumentUnchecked, verifyDocument } = await import('../../certificate/any-document.ts');
  const { readCertificateText } = await import('../../certificate/verify.ts');
  const { readTrustedKeys } = await import('../../certificate/trusted-keys.ts');
  const { certificateLines } = await import('./certificate-text.ts');
  const { destroyLines } = await import('./destroy-text.ts');
  const output = openOutput(options);
  const text = await readCertificateText(file);
  const opened = options.trust
    ? await verifyDocument(text, await readTrustedKeys(options.trust))
    : openDocumentUnchecked(text);
  const checked = options.trust !== undefined;
  const first = checked
    ? 'The signature is that of a trusted key.'
    : 'NOT CHECKED: anybody can write such a file. Pass --trust KEY to check who signed it.';
  const { hidden, kid } = opened;
  if (opened.kind === 'destroy-record') {
    output.say(`${first}\n${destroyLines(opened.record)}`);
    output.emit({ type: 'destroy-record', checked, kid, hidden, record: opened.record });
    output.emit({ type: 'summary', checked, document: 'destroy-record' });
    return;
  }
  output.say(`${first}\n${certificateLines(opened.claims)}`);
  output.emit({ type: 'certificate', checked, kid, hidden, claims: opened.claims });
  output.emit({ type: 'summary', checked, result: opened.claims.result });
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
  return result === 'PASS' && isRealPhone(phone.kind) ? EXIT.ok : EXIT.unverified;
}

async function verify(file: string, options: VerifyOptions): Promise<void> {
  const { verifyDocument } = await import('../../certificate/any-document.ts');
  const { readCertificateText } = await import('../../certificate/verify.ts');
  const { readTrustedKeys } = await import('../../certificate/trusted-keys.ts');
  const { certificateSummary } = await import('./certificate-text.ts');
  const { destroyLines } = await import('./destroy-text.ts');
  const { verifyProof } = await import('../../ledger/tlog-proof.ts');
  if (!options.trust) {
    throw new Fault('USAGE_ARGUMENT', 'Whose signature do you trust? Pass the public key of the issuer: --trust KEY.');
  }
  const output = openOutput(options);
  const trusted = await readTrustedKeys(options.trust);
  const opened = await verifyDocument(await readCertificateText(file), trusted);
  const { hidden, jws, kid } = opened;
  const logged =
    options.proof === undefined
      ? null
      : verifyProof(await readProof(options.proof), Buffer.from(jws, 'ascii'), trusted.values());
  const ledger =
    logged === null
      ? 'Ledger: not checked (pass --proof FILE).'
      : `Ledger: entry ${logged.index} of ${logged.size} in the log of the issuer.`;
  const proof = logged && { origin: logged.origin, index: logged.index, size: logged.size };
  if (opened.kind === 'destroy-record') {
    // Genuine, and yet never a PASS: nothing in it was measured.
    const exit = options.requirePass ? EXIT.unverified : EXIT.ok;
    output.say(`GENUINE: signed by ${kid}, unchanged since.\n${ledger}\n${destroyLines(opened.record)}`);
    output.emit({ type: 'destroy-record', checked: true, kid, hidden, proof, record: opened.record });
    output.emit({ type: 'summary', genuine: true, document: 'destroy-record', exit });
    process.exitCode = exit;
    return;
  }
  const { claims } = opened;
  output.say(
    `GENUINE: signed by ${kid}, unchanged since.\n${ledger}\n${certificateSummary(claims)}\nAll of it: wipebench certificate show ${file}`,
  );
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
  const command = new Command('certificate').description('show or verify a certificate, or a destroy record');
  withTrustOption(command.command('show'))
    .argument('<file>', 'a .cert or .destroy file')
    .description('what a certificate says')
    .addHelpText('after', '\nExample:\n  wipebench certificate show phone.cert --trust issuer.pub')
    .action(show);
  withTrustOption(command.command('verify'))
    .argument('<file>', 'a .cert or .destroy file')
    .description('check signature, disclosures and proof; exit code 20 when anything is wrong')
    .option('--proof <file>', 'the .proof file beside it: check that it was logged')
    .option(
      '--require-pass',
      'exit 11 for a result of FAIL, 12 for UNVERIFIED, for what is no real phone, and for a destroy record',
    )
    .addHelpText(
      'after',
      '\nA genuine certificate of a failed wipe is genuine: without --require-pass the exit code is 0.\n\nExamples:\n' +
        '  wipebench certificate verify phone.cert --trust issuer.pub --proof phone.proof\n' +
        '  wipebench certificate verify phone.cert --trust issuer.pub --require-pass && echo "may be sold"',
    )
    .action(verify);
  return command;
}
