/** What `certificate show` says of the look at the phone after the wipe, and of the evidence of a cryptographic erase. */
import { SHELL_PROBES } from '../../decide/state-signals.ts';
import type { PresentedClaims } from '../../model/claims.ts';

/** Title and text; of the phone's own words nothing is made harmless here. */
export type Row = readonly [string, string];

const SAYS_WORDS = { reset: 'reset', 'not-reset': 'NOT RESET', unknown: 'tells nothing' } as const;

/** Of the look at the phone afterwards: what each sign says, and of a probe what it cannot prove. */
export function stateRows({ state }: PresentedClaims['verification']): Row[] {
  if ('unavailable' in state) return [['Seen after', `(unavailable: ${state.unavailable})`]];
  const { channel, signals, canaries } = state;
  const folders = (canaries?.folders ?? []).map(
    ({ folder, planted, seenBefore, searched, found }) =>
      `${folder}: ${planted} planted, ${seenBefore} read back before, ${searched ? `${found} found` : 'not searched'} after`,
  );
  return [
    ['Seen after', `through: ${channel}`],
    ...signals.map(({ id, says, text }) => {
      const limits = says === 'reset' ? SHELL_PROBES.find((probe) => probe.id === id)?.cannotProve : undefined;
      return ['Probe', `${SAYS_WORDS[says]}: ${text}${limits ? ` Not shown by it: ${limits}` : ''}`] as const;
    }),
    ...(canaries
      ? [['Files', `${folders.join('; ') || 'none'}${canaries.void ? `. ${canaries.void}` : ''}`] as const]
      : []),
  ];
}

/** The evidence of a cryptographic erase; what is not known stands in one row for each reason, so that the table is short. */
export function cryptoEraseRows({ cryptoErase }: PresentedClaims): Row[] {
  if (!cryptoErase) return [];
  const { evidence, statement } = cryptoErase;
  const missing = new Map<string, string[]>();
  const told = evidence.flatMap(({ item, fact }) => {
    if ('value' in fact) return [['Key evidence', `${item}: ${String(fact.value)}`] as const];
    missing.set(fact.unavailable, [...(missing.get(fact.unavailable) ?? []), item]);
    return [];
  });
  const silent = statement.filter(({ says }) => 'unavailable' in says).map(({ item }) => item);
  return [
    ...told,
    ...[...missing].map(([why, items]) => ['Key evidence', `${items.join(', ')}: (unavailable: ${why})`] as const),
    ...statement.flatMap(({ item, says }) =>
      'value' in says ? [['Maker says', `${item}: ${says.value}`] as const] : [],
    ),
    ...(silent.length > 0 ? [['Maker says', `nothing about ${silent.join(', ')}`] as const] : []),
  ];
}
