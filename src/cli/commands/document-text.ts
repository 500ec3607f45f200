/** Whatever signed document it is, in words for people and as the members of a JSON line. */
import type { OpenDocument } from '../../certificate/any-document.ts';
import { certificateLines } from './certificate-text.ts';
import { destroyLines } from './destroy-text.ts';
import { qcRecordLines } from './qc-record-text.ts';
import { validationLines } from './validation-text.ts';

export function documentLines(opened: OpenDocument): string {
  switch (opened.kind) {
    case 'certificate':
      return certificateLines(opened.claims);
    case 'destroy-record':
      return destroyLines(opened.record);
    case 'qc-record':
      return qcRecordLines(opened.record);
    case 'validation-decision':
      return validationLines(opened.record);
  }
}

/** `claims` of a certificate, `record` of everything else. */
export function documentContent(opened: OpenDocument): Record<string, unknown> {
  return opened.kind === 'certificate' ? { claims: opened.claims } : { record: opened.record };
}

/** What it says in one word, for a summary: a certificate has a result, and nothing else has one. */
export function documentOutcome(opened: OpenDocument): Record<string, unknown> {
  switch (opened.kind) {
    case 'certificate':
      return { result: opened.claims.result };
    case 'destroy-record':
      return { document: opened.kind };
    case 'qc-record':
      return { document: opened.kind, check: opened.record.check.result };
    case 'validation-decision':
      return { document: opened.kind, decision: opened.record.decision };
  }
}
