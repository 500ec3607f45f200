/** What a verb gets. Everything that it may change about the run is in `memory`. */
import type { EngineEvent } from '../model/event.ts';
import type { Findings } from '../model/findings.ts';
import type { Consent, Plan, Step } from '../model/plan.ts';
import type { Readings } from '../model/readings.ts';
import type { CardOutcome, OperatorAnswer, StepEvidence } from '../model/run.ts';
import type { StateEvidence } from '../model/state-evidence.ts';
import type { Fill } from '../sampler/fill-stream.ts';
import type { StorageBaseline, StorageProbe } from '../sampler/storage-probe.ts';
import type { PlantedCanaries } from './canary-files.ts';
import type { Link } from './link.ts';

type WithoutEnvelope<E> = E extends unknown ? Omit<E, 'seat' | 'at'> : never;
export type Emit = (event: WithoutEnvelope<EngineEvent>) => void;

/** The person at the phone. */
export interface Operator {
  /**
   * Shows the card of a step and waits for the answer.
   * @throws Fault `PLAN_NO_OPERATOR` when nobody can answer, `CANCELLED` when the person wants to stop here
   */
  ask(card: OperatorCard, signal: AbortSignal): Promise<'done' | 'not-done'>;
}

export interface OperatorCard {
  readonly step: string;
  readonly title: string;
  /** Which phone it is about: several may lie on the bench. */
  readonly phone: string;
  readonly lines: readonly string[];
  /** What the answer means: `do` that it was done, `confirm` that it is seen on the screen. */
  readonly kind: 'do' | 'confirm';
}

export interface RunMemory {
  baseline: StorageBaseline | null;
  /** What the storage was written over with in this run; its key is never written down, and dies with the process. */
  fill?: Fill | undefined;
  /** What this process planted; what the files held is never written down. */
  canaries?: PlantedCanaries | undefined;
  /** Paths of files that an earlier process of this run planted: they can be taken away, and nothing else. */
  strayFiles?: readonly string[];
  findings: Findings | null;
  state: StateEvidence | null;
  acknowledged: boolean;
  operator: OperatorAnswer[];
  sdCard: CardOutcome | null;
  /** True as soon as a step that erases was begun; also when the run itself ends in an exception. */
  touched: boolean;
  /** From before the wipe; the state afterwards is compared with it. Planting reads some of it anew. */
  readingsBefore: Readings;
}

export interface VerbContext {
  readonly runId: string;
  readonly plan: Plan;
  readonly step: Step;
  readonly link: Link;
  readonly probe: StorageProbe;
  readonly operator: Operator;
  readonly consent: Consent;
  readonly memory: RunMemory;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** ISO 8601, UTC. */
  readonly now: () => string;
  /** Hex digest of the journal so far. */
  readonly journalHead: () => string;
  /** Writes an entry and waits until it is on the disk. */
  readonly record: (
    type: 'planted' | 'baseline' | 'findings' | 'state' | 'operator' | 'sd-card' | 'note',
    data: unknown,
  ) => Promise<void>;
}

/** Throws a Fault when the step is not done; what it returns is the three-fold evidence that it is. */
export type VerbFunction = (context: VerbContext) => Promise<StepEvidence>;
