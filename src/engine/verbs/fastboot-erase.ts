/**
 * `fastboot:erase` — the boot loader erases one partition (AOSP system/core/fastboot/README.md). What `fastboot -w` does
 * is not used: it goes on silently where a partition is not known or an erase failed, and can end well with nothing
 * erased. Here every partition is asked for first, and only the boot loader's own OKAY counts.
 */
import { identify } from '../../decide/identify.ts';
import type { Erasable, Fastboot } from '../../drivers/driver.ts';
import { Fault } from '../../faults/fault.ts';
import type { StepEvidence } from '../../model/run.ts';
import type { VerbContext } from '../context.ts';
import { fastbootReading } from '../fastboot-reading.ts';

const PARTITIONS = ['userdata', 'cache', 'metadata', 'md_udc'] as const satisfies readonly Erasable[];

/**
 * Whose data would be erased must be known: by hard facts, or because the consent was given for what is in its boot
 * loader on this very port.
 */
async function demandThePhone({ link, plan }: VerbContext, match: 'same' | 'different' | 'unknown'): Promise<void> {
  if (match === 'same') return;
  const { stateAtPlan, binding } = plan.target;
  const begunHere = stateAtPlan === 'fastboot' || stateAtPlan === 'fastbootd';
  if (match === 'unknown' && begunHere && binding === 'strong') return;
  throw new Fault('DEVICE_REFUSED', `It is not known that the phone on ${link.seat} is the one of the plan.`, {
    hint: 'This step erased nothing. Make a new plan while the phone is in its boot loader.',
  });
}

/** Many boot loaders do not tell how far they are open; then their own refusal decides. */
async function demandUnlocked(fastboot: Fastboot, signal: AbortSignal): Promise<void> {
  const { bootLock } = identify({ getvar: await fastbootReading(fastboot, signal) });
  if ('value' in bootLock && bootLock.value === 'locked') {
    throw new Fault('DEVICE_LOCKED', `The boot loader is locked (${bootLock.source}); nothing was erased.`, {
      hint: 'Use a route that works with a locked boot loader.',
    });
  }
}

/** Undefined where the boot loader does not know the partition; some say OKAY and nothing to what they do not know. */
async function typeOf(fastboot: Fastboot, partition: Erasable, signal: AbortSignal): Promise<string | undefined> {
  const type = await fastboot.getvar(`partition-type:${partition}`, signal);
  return type === '' ? undefined : type;
}

/** What is not there holds nothing; but a phone that keeps its storage key somewhere else is worth a word. */
function notThere(partition: Erasable, context: VerbContext): StepEvidence {
  const { metadata } = context.plan.target.identity.encryption;
  const keyless = partition === 'metadata' && 'value' in metadata && metadata.value;
  return {
    reply: `the boot loader does not know the partition ${partition}`,
    marker: 'nothing to erase',
    observation: keyless ? 'this phone has metadata encryption, so its wrapped storage key was not erased here' : null,
  };
}

async function seenAfterwards(fastboot: Fastboot, partition: Erasable, signal: AbortSignal): Promise<string | null> {
  try {
    const type = await fastboot.getvar(`partition-type:${partition}`, signal);
    const size = await fastboot.getvar(`partition-size:${partition}`, signal);
    return `asked again, the boot loader names ${partition} with type ${type || 'unknown'} and size ${size || 'unknown'}`;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

export async function fastbootErase(context: VerbContext): Promise<StepEvidence> {
  const { link, signal, memory, step } = context;
  const partition = PARTITIONS.find((name) => name === step.args['partition']);
  if (!partition) throw new Fault('BUG_UNREACHABLE', `Never erased: ${String(step.args['partition'])}.`);
  const { session } = await link.open(signal);
  const { fastboot } = session;
  if (!fastboot) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone is not in its boot loader.');
  await demandThePhone(context, await link.compare(session, signal));
  await demandUnlocked(fastboot, signal);
  if (partition !== 'userdata' && (await typeOf(fastboot, partition, signal)) === undefined) {
    return notThere(partition, context);
  }
  await fastboot.erase(partition, signal);
  if (partition === 'userdata') memory.acknowledged = true;
  return {
    reply: 'the boot loader answered OKAY',
    marker: `Erasing '${partition}' OKAY`,
    observation: await seenAfterwards(fastboot, partition, signal),
  };
}
