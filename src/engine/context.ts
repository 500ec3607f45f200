/** What a verb gets. Everything that it may change about the run is in `memory`. */
import type { Session } from '../drivers/driver.ts';
import type { EngineEvent } from '../model/event.ts';
import type { Findings } from '../model/findings.ts';
import type { Plan, Step } from '../model/plan.ts';
import type { Readings } from '../model/readings.ts';
import type { StepEvidence } from '../model/run.ts';
import type { StateEvidence } from '../model/state-evidence.ts';
import type { Link } from './link.ts';

type WithoutEnvelope<E> = E extends unknown ? Omit<E, 'seat' | 'at'> : never;
export type Emit = (event: WithoutEnvelope<EngineEvent>) => void;

export interface ReadingProgress {
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
  readonly hits: number;
}

/** Reads raw storage; made by the sampler, injected so that the engine knows nothing of sampling. */
export interface StorageProbe {
  /** Before the wipe. The result lives in memory only: its key must not outlive the process. */
  before(session: Session, options: ProbeOptions): Promise<StorageBaseline>;
  after(session: Session, options: ProbeOptions & { readonly baseline: StorageBaseline | null }): Promise<Findings>;
}

export interface ProbeOptions {
  readonly partition: string;
  /** Mixed into the seed together with fresh randomness of the host. */
  readonly seedParts: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReadingProgress) => void;
}

export interface StorageBaseline {
  /** For the journal: what may be kept on disk. */
  readonly record: { readonly seed: string; readonly windows: number; readonly informative: number };
  /** Forgets the key of the hashes. */
  destroy(): void;
}

export interface RunMemory {
  baseline: StorageBaseline | null;
  findings: Findings | null;
  state: StateEvidence | null;
  acknowledged: boolean;
  /** From before the wipe; the state afterwards is compared with it. */
  readonly readingsBefore: Readings;
}

export interface VerbContext {
  readonly runId: string;
  readonly plan: Plan;
  readonly step: Step;
  readonly link: Link;
  readonly probe: StorageProbe;
  readonly memory: RunMemory;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** Hex digest of the journal so far. */
  readonly journalHead: () => string;
  /** Writes an entry and waits until it is on the disk. */
  readonly record: (type: 'baseline' | 'findings' | 'state' | 'note', data: unknown) => Promise<void>;
}

/** Throws a Fault when the step is not done; what it returns is the three-fold evidence that it is. */
export type VerbFunction = (context: VerbContext) => Promise<StepEvidence>;
