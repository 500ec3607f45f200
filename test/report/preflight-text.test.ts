import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PREFLIGHT_CODES, type PreflightItem } from '../../src/model/preflight.ts';
import { preflightLines } from '../../src/report/preflight-text.ts';

const item = (change: Partial<PreflightItem>): PreflightItem => ({
  code: 'ACCOUNTS_PRESENT',
  severity: 'info',
  state: 'no',
  text: 'Said in full.',
  source: 'x',
  ...change,
});
const lines = (...items: PreflightItem[]) => preflightLines(items).map(stripVTControlCharacters);

test('the gravest stands first; what is as it should be shares a line', () => {
  expect(
    lines(
      item({}),
      item({ code: 'SIM_PRESENT', severity: 'warns', state: 'yes', text: 'A SIM.', action: 'Take it out.' }),
      item({ code: 'BATTERY_LOW', severity: 'blocks', state: 'yes', text: 'Low.' }),
      item({ code: 'ROOTED' }),
      item({ code: 'SCREEN_LOCK_SET', state: 'yes', text: 'A lock.' }),
    ),
  ).toEqual(['✗ Low.', '! A SIM. Take it out.', '· A lock.', 'nothing to note about: accounts, root']);
});

test('whatever is not a known no is said in full, and no text of it reaches the terminal raw', () => {
  const items = fc.array(
    fc.record({
      code: fc.constantFrom(...PREFLIGHT_CODES),
      severity: fc.constantFrom('blocks' as const, 'warns' as const, 'info' as const),
      state: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
      text: fc.oneof(fc.string(), fc.constant('\u001b[2J')),
      source: fc.constant('x'),
    }),
  );
  fc.assert(
    fc.property(items, (some) => {
      const said = lines(...some);
      const silent = some.filter(({ state, severity }) => state === 'no' && severity === 'info').length;
      const open = some.filter(({ state, severity }) => state === 'unknown' && severity !== 'blocks').length;
      const shared = open > 6 ? open - 1 : 0;
      expect(said).toHaveLength(some.length - silent - shared + (silent > 0 ? 1 : 0));
      expect(said.join('')).not.toContain('\u001b');
    }),
  );
});

test('much that is not known shares a line, what blocks never', () => {
  const unknown = PREFLIGHT_CODES.map((code) => item({ code, severity: 'warns', state: 'unknown' }));
  const said = lines(...unknown, item({ severity: 'blocks', state: 'unknown' }));
  expect(said).toEqual(['✗ Said in full.', expect.stringMatching(/^! The phone does not tell: accounts, .*, root\.$/)]);
});
