/** Everything the engine tells a screen. A lost event loses nothing: evidence goes to the journal. */
import type { Plan, Step } from './plan.ts';
import type { Run, StepRecord } from './run.ts';
import type { Verdict } from './verdict.ts';

export type EngineEvent = { readonly seat: string; readonly at: string } & (
  | { readonly type: 'run-started'; readonly run: string; readonly plan: Plan }
  | { readonly type: 'step-started'; readonly step: Step; readonly index: number; readonly count: number }
  | { readonly type: 'step-ended'; readonly step: StepRecord }
  | { readonly type: 'note'; readonly text: string }
  | {
      readonly type: 'reading';
      readonly what: 'baseline' | 'verify' | 'sample';
      readonly done: number;
      readonly total: number;
      readonly bytes: number;
      /** Places with a hit so far. */
      readonly hits?: number;
    }
  | {
      /** Overwriting: bytes written so far. */
      readonly type: 'writing';
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: 'run-ended'; readonly run: Run }
  | { readonly type: 'verdict'; readonly verdict: Verdict }
  | { readonly type: 'certificate'; readonly path: string; readonly id: string }
);

export type Reporter = (event: EngineEvent) => void;
