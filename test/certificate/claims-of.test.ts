import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClaimsInput, claimsOf } from '../../src/certificate/claims-of.ts';
import { canonicalJson } from '../../src/host/canonical-json.ts';
import { claimsSchema, DISCLOSABLE } from '../../src/model/claims.ts';
import { EVIDENCE_LEVELS } from '../../src/model/evidence-level.ts';
import { KINDS } from '../../src/model/identity.ts';
import { TECHNIQUES } from '../../src/model/plan.ts';
import { RESULTS } from '../../src/model/verdict.ts';
import { evidence, findings, goodClaims, identity, plan, verdict } from './evidence.ts';

const { run } = evidence;
const refused = (change: Partial<ClaimsInput>) => () => claimsOf({ ...evidence, ...change });
const contradiction = expect.objectContaining({ code: 'BUG_UNREACHABLE' });
const failedRun = {
  ...run,
  ending: { kind: 'failed', at: 'wipe', code: 'DEVICE_GONE', message: 'R58M12ABCDE went away' },
} as const;

describe('claims', () => {
  it('say the same for the same evidence, and fit their schema', () => {
    expect(canonicalJson(claimsOf(evidence))).toBe(canonicalJson(goodClaims));
    expect(claimsSchema.parse(goodClaims)).toEqual(goodClaims);
    expect(goodClaims).toMatchObject({ result: 'PASS', simulated: true, validation: 'AWAITING_DECISION' });
  });

  it('give a PASS to nothing but a verified verdict', () => {
    const results = RESULTS.map((result) => [
      result,
      claimsOf({ ...evidence, verdict: { ...verdict, result } }).result,
    ]);
    expect(Object.fromEntries(results)).toEqual({
      verified: 'PASS',
      'performed-unverified': 'UNVERIFIED',
      unknown: 'FAIL',
      'not-sanitized': 'FAIL',
    });
  });

  it.each<[string, Partial<ClaimsInput>]>([
    ['a run that failed', { run: failedRun }],
    ['a run that was cancelled', { run: { ...run, ending: { kind: 'cancelled', at: 'wipe' } } }],
    ['nothing that was read', { findings: null }],
    ['no byte that was read', { findings: { ...findings, bytesRead: 0 } }],
    ['no acknowledgement', { run: { ...run, acknowledged: false } }],
    ['nothing that was touched', { run: { ...run, touched: false } }],
    ['an erasing step that is missing', { run: { ...run, steps: [] } }],
    ['a level below the level asked for', { verdict: { ...verdict, level: 'STATE-OBSERVED' } }],
    ['less asked for than the plan did', { verdict: { ...verdict, requiredLevel: 'STATUS-ONLY' } }],
    ['no method', { verdict: { ...verdict, claim: { method: 'none', technique: 'discard' } } }],
    ['planted data that was found', { findings: { ...findings, canaries: { ...findings.canaries, found: 1 } } }],
    [
      'a key that stayed',
      { findings: { ...findings, keyBlob: { before: findings.keyBlob.before, after: findings.keyBlob.before } } },
    ],
    ['another kind of phone in the plan', { identity: { ...identity, kind: 'phone' } }],
    [
      'a state that is not reset',
      { state: { channel: 'shell', signals: [{ id: 'same-id', says: 'not-reset', worth: 'decisive', text: 'same' }] } },
    ],
  ])('refuse a PASS with %s, and allow the same as no PASS', (_, change) => {
    expect(refused(change)).toThrow(contradiction);
    const lower = { ...(change.verdict ?? verdict), result: 'not-sanitized' } as const;
    expect(claimsOf({ ...evidence, ...change, verdict: lower }).result).toBe('FAIL');
  });

  it('never make a PASS of anything less, whatever is combined', () => {
    const input = fc.record({
      result: fc.constantFrom(...RESULTS),
      level: fc.constantFrom(...EVIDENCE_LEVELS),
      requiredLevel: fc.constantFrom(...EVIDENCE_LEVELS),
      done: fc.boolean(),
      acknowledged: fc.boolean(),
      read: fc.boolean(),
    });
    fc.assert(
      fc.property(input, ({ result, level, requiredLevel, done, acknowledged, read }) => {
        const change = {
          verdict: { ...verdict, result, level, requiredLevel },
          run: { ...(done ? run : failedRun), acknowledged },
          findings: read ? findings : null,
        };
        let certified: string;
        try {
          certified = claimsOf({ ...evidence, ...change }).result;
        } catch (error) {
          expect(error).toMatchObject({ code: 'BUG_UNREACHABLE' });
          certified = 'refused';
        }
        const mayPass =
          result === 'verified' &&
          done &&
          acknowledged &&
          read &&
          EVIDENCE_LEVELS.indexOf(level) >= EVIDENCE_LEVELS.indexOf(requiredLevel) &&
          EVIDENCE_LEVELS.indexOf(requiredLevel) >= EVIDENCE_LEVELS.indexOf('STATISTICAL');
        expect(certified === 'PASS').toBe(mayPass);
      }),
      { numRuns: 2000 },
    );
  });

  it('mark every kind that is not real', () => {
    const simulated = KINDS.filter((kind) => {
      const other = { ...identity, kind };
      return claimsOf({ ...evidence, identity: other, plan: { ...plan, target: { ...plan.target, identity: other } } })
        .simulated;
    });
    expect(simulated).toEqual(['emulator', 'virtual']);
  });

  it('state every field, or the reason why not', () => {
    const bare = claimsOf({
      ...evidence,
      findings: null,
      state: null,
      settings: {},
      asset: {},
      verdict: { ...verdict, result: 'unknown', bound: null, worstBound: null },
    });
    for (const part of [
      bare.operator.name,
      bare.asset.lot,
      bare.verification.sampling,
      bare.verification.bound,
      bare.media.capacityBytes,
    ]) {
      expect(part).toEqual({ unavailable: expect.stringMatching(/./) });
    }
    expect(canonicalJson(bare)).not.toMatch(/:""/);
  });

  it('keep identifiers out of free text', () => {
    const claims = claimsOf({ ...evidence, run: failedRun, verdict: { ...verdict, result: 'unknown' } });
    const clear = structuredClone(claims) as unknown as Record<string, Record<string, unknown>>;
    for (const [group, names] of Object.entries(DISCLOSABLE)) for (const name of names) delete clear[group]?.[name];
    expect(JSON.stringify(clear)).not.toContain('R58M12ABCDE');
    expect(claims.sanitization.steps[0]?.evidence).toMatchObject({ reply: 'OKAY from [withheld]' });
  });

  it('let no serial blot out words of the evidence', () => {
    const serial = { value: 'complete', source: 'getprop' };
    const claims = claimsOf({ ...evidence, identity: { ...identity, serial } });
    expect(claims.sanitization.steps[0]?.evidence).toMatchObject({ marker: 'wipe complete' });
  });

  it('repair text that no signed document may hold', () => {
    const broken = { ...identity, model: { value: 'half \ud83d pair', source: 'getprop' } };
    expect(claimsOf({ ...evidence, identity: broken }).phone.model).toMatchObject({ value: 'half \ufffd pair' });
  });

  it('use no word that only others may use', () => {
    for (const result of RESULTS) {
      const text = canonicalJson(claimsOf({ ...evidence, verdict: { ...verdict, result } }));
      expect(text).not.toMatch(/validated|certified|approved by|DoD|5220|100 ?%|unrecoverable|compliant|guarantee/i);
    }
  });
});

describe('grounds for doubt', () => {
  const states = (change: Partial<ClaimsInput>) =>
    Object.fromEntries(
      claimsOf({ ...evidence, ...change, verdict: { ...(change.verdict ?? verdict), result: 'unknown' } }).grounds.map(
        ({ id, state }) => [id, state],
      ),
    );

  it('are all five, and undetermined without positive evidence', () => {
    expect(states({})).toEqual({
      G1: 'undetermined',
      G2: 'undetermined',
      G3: 'undetermined',
      G4: 'undetermined',
      G5: 'undetermined',
    });
    expect(states({ findings: null })).toMatchObject({ G1: 'undetermined', G5: 'undetermined' });
  });

  it('never let a program decide G3 and G4', () => {
    for (const technique of TECHNIQUES) {
      const claim = { ...plan.claim, technique };
      expect(states({ plan: { ...plan, claim } })).toMatchObject({ G3: 'undetermined', G4: 'undetermined' });
    }
  });

  it('see unreadable windows, and a full reading', () => {
    const unreadable = {
      ...findings,
      fresh: { ...findings.fresh, classes: { ...findings.fresh.classes, unreadable: 1 } },
    };
    expect(states({ findings: unreadable })['G1']).toBe('triggered');
    expect(states({ findings: { ...findings, method: 'full' } })['G1']).toBe('not-triggered');
    expect(states({ findings: { ...unreadable, method: 'full' } })['G1']).toBe('triggered');
  });

  it('see a technique that does not suit flash memory', () => {
    const overwrite = { ...plan, claim: { ...plan.claim, technique: 'overwrite' } } as const;
    expect(states({ plan: overwrite })).toMatchObject({ G2: 'triggered', G5: 'triggered' });
    expect(states({ plan: { ...plan, claim: { ...plan.claim, method: 'none' } } })['G2']).toBe('triggered');
  });

  it('take a destroyed key for the whole scope only when nothing is left out', () => {
    const purge = { ...verdict, claim: { method: 'purge', technique: 'discard-and-key-destruction' } } as const;
    expect(states({ verdict: purge, plan: { ...plan, stays: [] } })['G5']).toBe('not-triggered');
    expect(states({ verdict: purge })['G5']).toBe('undetermined');
    const unknownKey = { ...findings, keyBlob: { ...findings.keyBlob, after: { unavailable: 'no root' } } };
    expect(states({ verdict: purge, plan: { ...plan, stays: [] }, findings: unknownKey })['G5']).toBe('undetermined');
  });
});
