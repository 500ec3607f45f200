/** One row for each answer that a phone is known to give: what was answered, and what that means. */
import { expect, test } from 'vitest';
import { preflight } from '../../../src/decide/preflight.ts';
import type { PreflightCode, PreflightItem } from '../../../src/model/preflight.ts';
import type { Reading, ReadingName, Readings } from '../../../src/model/readings.ts';
import { answered, identityOf } from '../properties.ts';

export type Said = Partial<Record<ReadingName, string | Reading>>;
type Properties = Readonly<Record<string, string>>;

export interface Row {
  /** What this is, for the name of the test. */
  readonly of: string;
  readonly said: Said;
  /** Changes of the identity. */
  readonly who?: Properties;
  readonly state: PreflightItem['state'];
  readonly severity?: PreflightItem['severity'];
  /** In the source of the item. */
  readonly why?: RegExp;
}

/** A shell that has no such program. */
export const NO_PROGRAM = (name: string): Reading => answered('', 127, `/system/bin/sh: ${name}: not found\n`);
/** The same on Android 10 and later, where the program is there but not for everybody. */
export const INACCESSIBLE = (name: string): Reading =>
  answered('', 127, `/system/bin/sh: ${name}: inaccessible or not found\n`);
export const DENIED: Reading = answered(
  '',
  255,
  'java.lang.SecurityException: Permission Denial: requires android.permission.INTERACT_ACROSS_USERS\n',
);

export function readingsOf(said: Said): Readings {
  return Object.fromEntries(
    Object.entries(said).map(([name, text]) => [name, typeof text === 'string' ? answered(text) : text]),
  );
}

export function itemOf(code: PreflightCode, said: Said, who: Properties = {}): PreflightItem {
  const found = preflight(readingsOf(said), identityOf(who)).find((each) => each.code === code);
  if (!found) throw new Error(`no item ${code}`);
  return found;
}

/** A test for each row. @param yes the severity of a plain yes */
export function rows(code: PreflightCode, yes: PreflightItem['severity'], table: readonly Row[]): void {
  test.each(table.map((row) => [row.of, row.state, row] as const))(`${code}: %s: %s`, (_of, _state, row) => {
    const unknown = yes === 'info' ? 'info' : 'warns';
    const severity = row.severity ?? { yes, no: 'info', unknown }[row.state];
    const item = itemOf(code, row.said, row.who);
    expect(item).toMatchObject({ code, state: row.state, severity });
    if (row.why) expect(item.source).toMatch(row.why);
    if (row.state !== 'yes') expect(item.action).toBeUndefined();
    expect(item.text).toMatch(/^[A-Z].*\.$/);
    expect(item.source).not.toBe('');
  });
}
