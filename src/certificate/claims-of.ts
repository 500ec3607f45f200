/** From the evidence of one run to the claims of its certificate. Pure: same input, same claims. */
import { Fault } from '../faults/fault.ts';
import { digestOf } from '../host/canonical-json.ts';
import { type Claims, claimsSchema } from '../model/claims.ts';
import { levelMeaning } from '../model/evidence-level.ts';
import type { Unavailable } from '../model/fact.ts';
import type { Findings } from '../model/findings.ts';
import { SIMULATED_KINDS } from '../model/identity.ts';
import type { VerdictResult } from '../model/verdict.ts';
import { contradictions, type Evidence } from './contradictions.ts';
import { cryptoEraseClaims } from './crypto-erase-claims.ts';
import { groundsOf, unreadableWindows } from './grounds.ts';
import { encryptionClaims, mediaClaims, phoneClaims } from './phone-claims.ts';
import { redactor } from './redact.ts';
import { preflightClaims, sanitizationClaims, stateClaims } from './sanitization-claims.ts';
import { type Asset, assetClaims, type Organisation, operatorClaims } from './stated.ts';

export interface ClaimsInput extends Evidence {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly issuedAt: string;
  /** Lower-case hex SHA-256 at which the hash-chained journal stands now. */
  readonly journalDigest: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly settings: Organisation;
  readonly asset?: Asset;
}

const RESULT = {
  verified: 'PASS',
  'performed-unverified': 'UNVERIFIED',
  unknown: 'FAIL',
  'not-sanitized': 'FAIL',
} as const satisfies Record<VerdictResult, Claims['result']>;

const unavailable = (reason: string): Unavailable => ({ unavailable: reason });
function samplingClaims(findings: Findings): Claims['verification']['sampling'] {
  const { version: _version, keyBlob: _keyBlob, hits, baseline, ...rest } = findings;
  return {
    ...rest,
    baseline: baseline ?? unavailable('nothing was read before the wipe'),
    unreadable: unreadableWindows(findings),
    hitClasses: [...new Set(hits.map((hit) => hit.class))].sort(),
  };
}

/**
 * @throws Fault `BUG_UNREACHABLE` when a PASS would contradict the evidence, or when a value is not of the form that a
 * certificate may hold
 */
export function claimsOf(input: ClaimsInput): Claims {
  const { identity, plan, findings, state, verdict, settings, asset = {} } = input;
  const result = RESULT[verdict.result];
  const against = result === 'PASS' ? contradictions(input) : [];
  if (against.length > 0) {
    throw new Fault('BUG_UNREACHABLE', `A verdict of "verified" contradicts its evidence: ${against.join('; ')}.`, {
      touched: input.run.touched,
    });
  }
  const redact = redactor(identity, plan.target.shownSerial);
  const encryption = encryptionClaims(input);
  const cryptoErase = cryptoEraseClaims(input, encryption, redact);
  const claims: Claims = {
    version: 1,
    id: input.id,
    issuedAt: input.issuedAt,
    result,
    simulated: SIMULATED_KINDS.includes(identity.kind),
    validation: 'AWAITING_DECISION',
    recordedPer: 'NIST SP 800-88 Rev. 2, section 4.6',
    phone: phoneClaims(input),
    asset: assetClaims(asset),
    media: mediaClaims(identity, findings),
    encryption,
    ...(cryptoErase === undefined ? {} : { cryptoErase }),
    preflight: preflightClaims(plan.preflight, redact),
    sanitization: sanitizationClaims(input, input.tool, redact),
    verification: {
      level: verdict.level,
      requiredLevel: verdict.requiredLevel,
      meaning: levelMeaning(verdict.level, input.run.acknowledged),
      sampling: findings ? samplingClaims(findings) : unavailable('the storage was not read'),
      state: state ? stateClaims(state, redact) : unavailable('the phone was not looked at afterwards'),
      bound: verdict.bound ?? unavailable('nothing was sampled'),
      worstBound: verdict.worstBound ?? unavailable('nothing was sampled'),
    },
    verdict: {
      result: verdict.result,
      reasons: verdict.reasons.map(({ code, text }) => ({ code, text: redact(text) })),
    },
    grounds: groundsOf(plan, findings, verdict),
    operator: operatorClaims(settings),
    evidence: { planDigest: digestOf(plan), journalDigest: input.journalDigest },
  };
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) throw new Fault('BUG_UNREACHABLE', 'The claims are malformed.', { cause: parsed.error });
  return parsed.data;
}
