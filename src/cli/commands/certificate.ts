/** `wipebench certificate`: is this file genuine, and what does it say? Works offline, with nothing but pinned keys. */
import { Command } from 'commander';
import type { OpenDocument } from '../../certificate/any-document.ts';
import type { OpenValidation } from '../../certificate/validation-document.ts';
import { EXIT } from '../../faults/exit-codes.ts';
import { Fault } from '../../faults/fault.ts';
import { isRealPhone } from '../../model/identity.ts';
import { type CommonOptions, withOutputOptions } from '../common-options.ts';
import { openOutput } from '../output.ts';

interface TrustOptions extends CommonOptions {
  readonly trust?: string[];
}

interface ShowOptions extends TrustOptions {
  /** The decision of a person about this certificate. */
  readonly validation?: string;
}

interface VerifyOptions extends ShowOptions {
  readonly proof?: string;
  readonly requirePass?: boolean;
}

const collect = (path: string, before: string[] = []) => [...before, path];

/** The decision that belongs to this certificate. @throws Fault `CERT_MISMATCH` when it belongs to another, or to none */
async function decisionOn(
  path: string | undefined,
  opened: OpenDocument,
  open: (text: string) => Promise<OpenValidation>,
): Promise<OpenValidation | null> {
  const { assertBelongs } = await import('../../certificate/about-certificate.ts');
  const { readCertificateText } = await import('../../certificate/verify.ts');
  if (path === undefined) return null;
  if (opened.kind !== 'certificate') throw new Fault('USAGE_ARGUMENT', '--validation is for a certificate.');
  const decision = await open(await readCertificateText(path));
  assertBelongs(decision, opened, decision.record.validator.id);
  return decision;
}

async function show(file: string, options: ShowOptions): Promise<void> {
  const { openDocumentUnchecked, verifyDocument } = await import('../../certificate/any-document.ts');
  const { openValidationUnchecked, verifyValidation } = await import('../../certificate/validation-document.ts');
  const { readCertificateText } = await import('../../certificate/verify.ts');
  const { readTrustedKeys } = await import('../../certificate/trusted-keys.ts');
  const { documentContent, documentLines, documentOutcome } = await import('./document-text.ts');
  const { decisionLines } = await import('./validation-text.ts');
  const output = openOutput(options);
  const text = await readCertificateText(file);
  const trusted = options.trust && (await readTrustedKeys(options.trust));
  const opened = trusted ? await verifyDocument(text, trusted) : openDocumentUnchecked(text);
  const decision = await decisionOn(options.validation, opened, async (validation) =>
    trusted ? verifyValidation(validation, trusted) : openValidationUnchecked(validation),
  );
  const checked = trusted !== undefined;
  const first = checked
    ? 'The signature is that of a trusted key.'
    : 'NOT CHECKED: anybody can write such a file. Pass --trust KEY to check who signed it.';
  const { hidden, kid } = opened;
  output.say([first, documentLines(opened), ...(decision ? [decisionLines(decision.record)] : [])].join('\n'));
  output.emit({ type: opened.kind, checked, kid, hidden, ...documentContent(opened) });
  if (decision) output.emit({ type: 'validation-decision', checked, kid: decision.kid, record: decision.record });
  output.emit({ type: 'summary', checked, ...documentOutcome(opened), ...decided(decision) });
}

const decided = (decision: OpenValidation | null) => (decision ? { decision: decision.record.decision } : {});

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

/**
 * With --require-pass the exit code speaks of the phone, as after a wipe; otherwise only of the file. An approval makes
 * no result better than it was measured; a rejection makes every result bad.
 */
function exitFor(opened: OpenDocument, decision: OpenValidation | null): number {
  if (decision?.record.decision === 'rejected') return EXIT.notSanitized;
  if (opened.kind === 'certificate') {
    const { result, phone } = opened.claims;
    if (result === 'FAIL') return EXIT.notSanitized;
    return result === 'PASS' && isRealPhone(phone.kind) ? EXIT.ok : EXIT.unverified;
  }
  // Genuine, and yet never a PASS: nothing in it was measured by this program.
  return opened.kind === 'qc-record' && opened.record.check.result === 'found' ? EXIT.notSanitized : EXIT.unverified;
}

async function verify(file: string, options: VerifyOptions): Promise<void> {
  const { verifyDocument } = await import('../../certificate/any-document.ts');
  const { verifyValidation } = await import('../../certificate/validation-document.ts');
  const { readCertificateText } = await import('../../certificate/verify.ts');
  const { readTrustedKeys } = await import('../../certificate/trusted-keys.ts');
  const { certificateSummary } = await import('./certificate-text.ts');
  const { documentContent, documentLines, documentOutcome } = await import('./document-text.ts');
  const { decisionLines } = await import('./validation-text.ts');
  const { verifyProof } = await import('../../ledger/tlog-proof.ts');
  if (!options.trust) {
    throw new Fault('USAGE_ARGUMENT', 'Whose signature do you trust? Pass the public key of the issuer: --trust KEY.');
  }
  const output = openOutput(options);
  const trusted = await readTrustedKeys(options.trust);
  const opened = await verifyDocument(await readCertificateText(file), trusted);
  const decision = await decisionOn(options.validation, opened, (text) => verifyValidation(text, trusted));
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
  const words =
    opened.kind === 'certificate'
      ? `${certificateSummary(opened.claims)}\nAll of it: wipebench certificate show ${file}`
      : documentLines(opened);
  const decisionWords = decision
    ? [`Its decision is genuine, too: signed by ${decision.kid}.`, decisionLines(decision.record)]
    : [];
  output.say([`GENUINE: signed by ${kid}, unchanged since.`, ledger, words, ...decisionWords].join('\n'));
  const exit = options.requirePass ? exitFor(opened, decision) : EXIT.ok;
  output.emit({ type: opened.kind, checked: true, kid, hidden, proof, ...documentContent(opened) });
  if (decision) output.emit({ type: 'validation-decision', checked: true, kid: decision.kid, record: decision.record });
  const simulated = opened.kind === 'certificate' ? { simulated: opened.claims.simulated } : {};
  output.emit({ type: 'summary', genuine: true, ...documentOutcome(opened), ...simulated, ...decided(decision), exit });
  process.exitCode = exit;
}

function withTrustOption(command: Command): Command {
  return withOutputOptions(command)
    .option('--trust <key>', 'public key of who signed (PEM); may be given several times', collect)
    .option('--validation <file>', 'the decision of a person about this certificate: a .validation file');
}

export function certificateCommand(): Command {
  const command = new Command('certificate').description('show or verify a certificate, or another signed document');
  withTrustOption(command.command('show'))
    .argument('<file>', 'a .cert, .destroy, .qc or .validation file')
    .description('what a certificate says')
    .addHelpText('after', '\nExample:\n  wipebench certificate show phone.cert --trust issuer.pub')
    .action(show);
  withTrustOption(command.command('verify'))
    .argument('<file>', 'a .cert, .destroy, .qc or .validation file')
    .description('check signature, disclosures and proof; exit code 20 when anything is wrong')
    .option('--proof <file>', 'the .proof file beside it: check that it was logged')
    .option(
      '--require-pass',
      'exit 11 for FAIL and for what a person rejected or found, 12 for UNVERIFIED, for no real phone and for no certificate',
    )
    .addHelpText(
      'after',
      '\nA genuine certificate of a failed wipe is genuine: without --require-pass the exit code is 0.\n\nExamples:\n' +
        '  wipebench certificate verify phone.cert --trust issuer.pub --proof phone.proof\n' +
        '  wipebench certificate verify phone.cert --trust issuer.pub --require-pass && echo "may be sold"\n' +
        '  wipebench certificate verify phone.cert --trust issuer.pub --trust grace.pub --validation phone.validation',
    )
    .action(verify);
  return command;
}
