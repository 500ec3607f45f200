/** From the evidence of one run to the claims of its certificate. Pure: same input, same claims. */
import { Fault } from '../faults/fault.ts';
import { digestOf } from '../host/canonical-json.ts';
import { type Claims, claimsSchema, type Stated } from '../model/claims.ts';
import { LEVEL_MEANING } from '../model/evidence-level.ts';
import { type Fact, known, type Unavailable } from '../model/fact.ts';
import type { Findings } from '../model/findings.ts';
import { type Kind, SIMULATED_KINDS } from '../model/identity.ts';
import type { StepRecord } from '../model/run.ts';
import type { VerdictResult } from '../model/verdict.ts';
import { contradictions, type Evidence } from './contradictions.ts';
import { groundsOf, unreadableWindows } from './grounds.ts';
import { redactor } from './redact.ts';

export interface Organisation {
  readonly organisation?: string;
  readonly site?: string;
  readonly operator?: { readonly id: string; readonly name?: string; readonly title?: string };
}

export interface Asset {
  readonly propertyNumber?: string;
  readonly lot?: string;
  readonly customer?: string;
  readonly source?: string;
  readonly categoryBefore?: string;
  readonly categoryAfter?: string;
  readonly destination?: string;
}

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
const stated = (text: string | undefined): Stated =>
  text === undefined || text.trim() === '' ? unavailable('not stated') : text.toWellFormed();

/** Strings of a phone may hold half a surrogate pair, which no signed document may. */
function wellFormed<T>(fact: Fact<T>): Fact<T> {
  if (!known(fact)) return unavailable(fact.unavailable.toWellFormed());
  const { value, source } = fact;
  return { value: typeof value === 'string' ? (value.toWellFormed() as T & string) : value, source };
}

function phoneClaims({ identity, plan }: ClaimsInput): Claims['phone'] {
  const {
    encryption: _encryption,
    why: _why,
    debuggable: _debuggable,
    variant: _variant,
    rom: _rom,
    deviceName: _deviceName,
    storage: _storage,
    ...facts
  } = identity;
  const phone = Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? fact : wellFormed<unknown>(fact)]),
  );
  return { ...(phone as typeof facts), binding: plan.target.binding };
}

function mediaClaims(kind: Kind, findings: Findings | null): Claims['media'] {
  const flash = kind === 'phone' || kind === 'tablet';
  return {
    type: flash
      ? { value: 'flash memory', source: `every ${kind} with Android has soldered flash memory` }
      : unavailable(SIMULATED_KINDS.includes(kind) ? 'not a real phone' : 'this kind of device does not tell'),
    capacityBytes: findings
      ? { value: findings.medium.bytes, source: 'size of the block device that was read' }
      : unavailable('the block device was not read'),
  };
}

function encryptionClaims({ identity, findings }: ClaimsInput): Claims['encryption'] {
  const none = unavailable('the key was not looked at');
  const before = findings?.keyBlob.before ?? none;
  const after = findings?.keyBlob.after ?? none;
  const changed: Fact<boolean> =
    known(before) && known(after)
      ? { value: before.value !== after.value, source: 'comparison of both digests' }
      : unavailable('there are not two digests to compare');
  return { ...identity.encryption, keyBlobBefore: before, keyBlobAfter: after, keyBlobChanged: changed };
}

function stepClaims(step: StepRecord, redact: (text: string) => string): Claims['sanitization']['steps'][number] {
  const { id, verb, startedAt, endedAt, outcome, evidence, code } = step;
  return {
    ...{ id, verb, startedAt, endedAt, outcome },
    evidence: evidence
      ? {
          reply: redact(evidence.reply),
          marker: redact(evidence.marker),
          observation: evidence.observation === null ? null : redact(evidence.observation),
        }
      : unavailable('the step gave no evidence'),
    fault: code ?? unavailable('no fault'),
  };
}

function sanitizationClaims(input: ClaimsInput, redact: (text: string) => string): Claims['sanitization'] {
  const { plan, run, verdict, tool } = input;
  const ending = run.ending.kind === 'failed' ? { ...run.ending, message: redact(run.ending.message) } : run.ending;
  return {
    method: verdict.claim.method,
    technique: verdict.claim.technique,
    basis: plan.claim.why.map(redact),
    tool: { ...tool },
    profile: { ...plan.profile },
    route: plan.route,
    steps: run.steps.map((step) => stepClaims(step, redact)),
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    durationSeconds: Math.max(0, (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000),
    ending,
    errors: [
      ...run.steps.flatMap((step) => (step.code ? [`${step.id}: ${step.code}`] : [])),
      ...(ending.kind === 'failed' ? [`${ending.at}: ${ending.code}`] : []),
      ...(ending.kind === 'cancelled' ? [`${ending.at}: CANCELLED`] : []),
    ],
    acknowledged: run.acknowledged,
    touched: run.touched,
    resumed: run.resumed,
    scope: {
      covered: plan.erases.map(redact),
      notCovered: [
        ...plan.stays.map(redact),
        'Areas of the storage that the host cannot address were not examined: over-provisioned blocks, RPMB, modem.',
      ],
    },
  };
}

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
  const claims: Claims = {
    version: 1,
    id: input.id,
    issuedAt: input.issuedAt,
    result,
    simulated: SIMULATED_KINDS.includes(identity.kind),
    validation: 'AWAITING_DECISION',
    recordedPer: 'NIST SP 800-88 Rev. 2, section 4.6',
    phone: phoneClaims(input),
    asset: {
      propertyNumber: stated(asset.propertyNumber),
      lot: stated(asset.lot),
      customer: stated(asset.customer),
      source: stated(asset.source),
      categoryBefore: stated(asset.categoryBefore),
      categoryAfter: stated(asset.categoryAfter),
      destination: stated(asset.destination),
    },
    media: mediaClaims(identity.kind, findings),
    encryption: encryptionClaims(input),
    preflight: plan.preflight.map((item) => ({ ...item, text: redact(item.text) })),
    sanitization: sanitizationClaims(input, redact),
    verification: {
      level: verdict.level,
      requiredLevel: verdict.requiredLevel,
      meaning: LEVEL_MEANING[verdict.level],
      sampling: findings ? samplingClaims(findings) : unavailable('the storage was not read'),
      state: state
        ? { ...state, signals: state.signals.map((signal) => ({ ...signal, text: redact(signal.text) })) }
        : unavailable('the phone was not looked at afterwards'),
      bound: verdict.bound ?? unavailable('nothing was sampled'),
      worstBound: verdict.worstBound ?? unavailable('nothing was sampled'),
    },
    verdict: {
      result: verdict.result,
      reasons: verdict.reasons.map(({ code, text }) => ({ code, text: redact(text) })),
    },
    grounds: groundsOf(plan, findings, verdict),
    operator: {
      id: stated(settings.operator?.id),
      name: stated(settings.operator?.name),
      title: stated(settings.operator?.title),
      organisation: stated(settings.organisation),
      site: stated(settings.site),
    },
    evidence: { planDigest: digestOf(plan), journalDigest: input.journalDigest },
  };
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) throw new Fault('BUG_UNREACHABLE', 'The claims are malformed.', { cause: parsed.error });
  return parsed.data;
}
