/** Where knowledge comes from, and how sure it is. */
import type { Grade } from '../model/route.ts';
import { error, type Finding, type Path, warning } from './problem.ts';

/** A document is found by its name, so one word is not enough. */
const DOCUMENT = /\p{L}.*\s.*[\p{L}\d]/u;

function sourceTrouble(source: string): string | undefined {
  if (/^https:\/\//.test(source)) {
    const link = URL.parse(source);
    return link?.hostname.includes('.') && !/\s/.test(source) ? undefined : 'is no link that can be opened';
  }
  if (/^www\.|:\/\//i.test(source)) return 'must begin with https://';
  return DOCUMENT.test(source) ? undefined : 'is neither an https link nor the name of a document';
}

export function sourceFindings(sources: readonly string[], path: Path): Finding[] {
  return sources.flatMap((source, index) => {
    const trouble = sourceTrouble(source);
    if (trouble !== undefined) return [error([...path, index], trouble)];
    return sources.indexOf(source) === index ? [] : [warning([...path, index], 'the same source once more')];
  });
}

interface Graded {
  readonly grade: Grade;
  readonly sources: readonly string[];
  readonly testedOn?: readonly unknown[];
  readonly unconfirmed?: readonly string[];
}

/** Grade, sources, tests and doubts together: what is called confirmed was done on a phone that is named. */
export function gradeFindings(graded: Graded, path: Path): Finding[] {
  const { grade, testedOn, unconfirmed } = graded;
  const findings = sourceFindings(graded.sources, [...path, 'sources']);
  if (grade === 'confirmed' && (testedOn ?? []).length === 0) {
    const text = 'nothing is confirmed that nobody tried: name model, date and person in testedOn';
    findings.push(error([...path, 'grade'], text));
  }
  if (grade === 'unconfirmed' && unconfirmed?.length === 0) {
    findings.push(warning([...path, 'unconfirmed'], 'graded unconfirmed: say what it is that nobody has confirmed'));
  }
  return findings;
}
