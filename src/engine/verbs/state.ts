/** `probe:state` — looks at the phone after the wipe by whatever way it leaves open. */
import { identify } from '../../decide/identify.ts';
import { PREFLIGHT_READINGS, preflight } from '../../decide/preflight.ts';
import { evaluationEnded } from '../../decide/probes/trade-in.ts';
import { FACT_READINGS, stateFacts } from '../../decide/state-facts.ts';
import { PROBE_READINGS, shellSignals, silentEvidence, tradeInEvidence } from '../../decide/state-signals.ts';
import type { Session } from '../../drivers/driver.ts';
import { Fault } from '../../faults/fault.ts';
import { type Readings, readingText } from '../../model/readings.ts';
import type { StepEvidence } from '../../model/run.ts';
import type { Sighting } from '../../model/sighting.ts';
import type { StateEvidence } from '../../model/state-evidence.ts';
import { ask, askAll } from '../ask.ts';
import type { VerbContext } from '../context.ts';
import { NOTHING_BEFORE } from '../link.ts';
import { lookForCanaries } from './plant.ts';

/** What is compared with before the wipe, and what preflight looks at. */
const AFTER = [...new Set(['uid', ...PROBE_READINGS, ...FACT_READINGS, ...PREFLIGHT_READINGS] as const)];

const SETTLE_MS = 5000;

/** The same questions as before the wipe: accounts that are gone, a lock of a lender that came back. */
function withPreflight(evidence: StateEvidence, before: Readings, after: Readings): StateEvidence {
  const identity = identify(after);
  return { ...evidence, facts: stateFacts(before, after, identity), preflightAfter: preflight(after, identity) };
}

/** A phone in trade-in mode refuses every question, so the first tells it apart. Undefined when nothing answers. */
async function shellEvidence(session: Session, context: VerbContext): Promise<StateEvidence | undefined> {
  const { signal, plan, memory } = context;
  const evaluated = plan.steps.some(({ verb }) => verb === 'adb:trade-in-evaluate');
  const first = await ask(session, 'uid', signal);
  const uid = readingText({ uid: first }, 'uid');
  if ('text' in uid) {
    // Looked into by a second evaluation: that the first had ended was seen by the wait in between.
    const ended = evaluated && memory.acknowledged ? [evaluationEnded()] : [];
    const after: Readings = await askAll(session, AFTER, signal);
    const channel = uid.text.trim() === '0' ? 'root-shell' : 'shell';
    const canaries = await lookForCanaries(context, session);
    const signals = [...shellSignals(memory.readingsBefore, after, canaries), ...ended];
    return withPreflight({ channel, signals, ...(canaries && { canaries }) }, memory.readingsBefore, after);
  }
  const status = { 'trade-in': await ask(session, 'trade-in', signal) };
  const tradeIn = readingText(status, 'trade-in');
  if (!('text' in tradeIn)) return undefined;
  const evidence = tradeInEvidence(tradeIn.text, evaluated ? memory.acknowledged : undefined);
  return evidence && withPreflight(evidence, memory.readingsBefore, status);
}

/** A phone that knows this bench is `unauthorized` for a moment too, until its key has been looked at. */
async function settled({ link, signal }: VerbContext, back: Sighting): Promise<Sighting> {
  try {
    return await link.awaitReturn({ ...back, handle: '' }, ['device'], SETTLE_MS, signal);
  } catch (error) {
    if (error instanceof Fault && error.code === 'DEVICE_NO_RETURN') return back;
    throw error;
  }
}

async function look(context: VerbContext): Promise<StateEvidence> {
  const { link, signal, plan } = context;
  let back: Sighting;
  try {
    back = await link.awaitReturn(NOTHING_BEFORE, ['device', 'unauthorized'], plan.returnSeconds * 1000, signal);
  } catch (error) {
    if (error instanceof Fault && error.code === 'DEVICE_NO_RETURN') return silentEvidence('absent', true);
    throw error;
  }
  if (back.state === 'unauthorized') back = await settled(context, back);
  if (back.state === 'unauthorized') return silentEvidence('unauthorized', plan.target.stateAtPlan === 'device');
  const { session } = await link.open(signal);
  await link.compare(session, signal);
  return (await shellEvidence(session, context)) ?? { channel: 'shell', signals: [] };
}

export async function observeState(context: VerbContext): Promise<StepEvidence> {
  context.emit({
    type: 'note',
    text: 'Looking at the phone; one that is reset may stay away from adb, which is right.',
  });
  const seen = await look(context);
  const unseen = seen.canaries ? undefined : await lookForCanaries(context);
  const facts = seen.facts ?? stateFacts(context.memory.readingsBefore, {}, undefined);
  const state: StateEvidence = { ...seen, ...(unseen && { canaries: unseen }), facts };
  context.memory.state = state;
  await context.record('state', state);
  const said = state.signals.filter((item) => item.says !== 'unknown').map((item) => item.id);
  return {
    reply: `seen through: ${state.channel}`,
    marker: said.length > 0 ? said.join(', ') : 'no signal',
    observation: `identity after the wipe: ${context.link.match()}`,
  };
}
