/** What is wrong with a profile or a route, and where. */

import { shownPath } from '../host/json-file.ts';
import type { FilePositions } from './json-positions.ts';

export type Path = readonly (string | number)[];

/** In one file; `error` is what makes the lint fail. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly path: Path;
  readonly text: string;
}

/** A finding with its file, ready to be shown. */
export interface Problem {
  readonly severity: Finding['severity'];
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** As `$.routes[0].needs`. */
  readonly path: string;
  readonly text: string;
}

export const error = (path: Path, text: string): Finding => ({ severity: 'error', path, text });
export const warning = (path: Path, text: string): Finding => ({ severity: 'warning', path, text });

/** The same findings, seen from the value that holds theirs. */
export function below(path: Path, findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }));
}

export function located(file: string, positions: FilePositions, { severity, path, text }: Finding): Problem {
  return { severity, file, line: positions.lineOf(path), path: shownPath(path), text };
}

/** One line for people: `file:line: path: what`. */
export function problemLine({ severity, file, line, path, text }: Problem): string {
  return `${file}:${line}: ${path}: ${severity === 'warning' ? 'warning: ' : ''}${text}`;
}
