/** `probe:baseline` and `probe:sample` — the raw storage before and after. The reading itself is the sampler's. */

import { Fault } from '../../faults/fault.ts';
import { factValue } from '../../model/fact.ts';
import { type Findings, readingKindSchema } from '../../model/findings.ts';
import type { StepEvidence } from '../../model/run.ts';
import { nodeOf, type ProbeOptions } from '../../sampler/storage-probe.ts';
import type { VerbContext } from '../context.ts';

function optionsOf(context: VerbContext, what: 'baseline' | 'verify'): ProbeOptions {
  return {
    partition: String(context.step.args['partition']),
    seedParts: [context.runId, context.journalHead()],
    signal: context.signal,
    onProgress: (progress) => context.emit({ type: 'reading', what, ...progress }),
  };
}

export async function readBaseline(context: VerbContext): Promise<StepEvidence> {
  const { session } = await context.link.open(context.signal);
  // What another phone holds is nobody's baseline.
  await context.link.compare(session, context.signal);
  const baseline = await context.probe.before(session, optionsOf(context, 'baseline'));
  context.memory.baseline?.destroy();
  context.memory.baseline = baseline;
  await context.record('baseline', baseline.record);
  const { windows, informative } = baseline.record;
  return {
    reply: `${windows} places read`,
    marker: `${informative} of them held something`,
    observation: 'every reading was framed by a number that only this run knows',
  };
}

function filledWords({ fill }: Findings): string {
  if (fill === undefined) return '';
  const sets = [fill.fresh, fill.fixed, ...(fill.baseline === null ? [] : [fill.baseline])];
  const [matching, wrong] = [
    sets.reduce((sum, set) => sum + set.matching, 0),
    sets.reduce((sum, set) => sum + set.zero + set.other, 0),
  ];
  return `; ${matching} places hold what was written, ${wrong} do not`;
}

/**
 * Bytes per second that the interface of a storage carries at best: eMMC 5.1 in HS400 (JESD84-B51), UFS 4 over two lanes
 * (JESD220F). What comes faster was not read from there.
 */
const FASTEST = { emmc: 400_000_000, ufs: 5_800_000_000 } as const;

export async function readAfter(context: VerbContext): Promise<StepEvidence> {
  const { session } = await context.link.open(context.signal);
  if ((await context.link.compare(session, context.signal)) === 'different') {
    throw new Fault('DEVICE_SWAPPED', 'Another phone is on the seat.');
  }
  const options = optionsOf(context, 'verify');
  const { fill } = context.memory;
  const reading = readingKindSchema.safeParse(context.step.args['reading']);
  const findings = await context.probe.after(session, {
    ...options,
    kind: reading.success ? reading.data : 'statistical',
    fastest: FASTEST[factValue(context.plan.target.identity.storage.type) ?? 'ufs'],
    baseline: context.memory.baseline,
    fill: fill?.node === nodeOf(options.partition) ? fill : undefined,
  });
  // Compared once and for all: from now on nobody can tell the fill from noise.
  fill?.destroy();
  context.memory.fill = undefined;
  context.memory.findings = findings;
  await context.record('findings', findings);
  return {
    reply: `${findings.fresh.windows + findings.fixed.windows + (findings.baseline?.windows ?? 0)} places read`,
    marker: `${findings.hitCount} hits${filledWords(findings)}`,
    observation: 'every reading was framed by a number that only this run knows',
  };
}
