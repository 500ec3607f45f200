/**
 * `guide:do` and `guide:confirm` — a person at the phone does it, and says so. The answer is journalled as what it is: a
 * person's word. While the person is at work the cable is watched, and what the host saw by itself is the observation.
 */
import { isByHand } from '../../decide/by-hand-plan.ts';
import { asFault, Fault } from '../../faults/fault.ts';
import { factValue } from '../../model/fact.ts';
import type { Plan } from '../../model/plan.ts';
import type { OperatorAnswer, StepEvidence } from '../../model/run.ts';
import type { DeviceState, Sighting } from '../../model/sighting.ts';
import type { OperatorCard, VerbContext } from '../context.ts';

/** In these states a phone says who it is, so a wrong one is noticed before anybody is told to erase it. */
const TELLS_ITSELF: readonly DeviceState[] = ['device', 'recovery', 'rescue'];
const RETURNED: readonly DeviceState[] = ['device', 'recovery', 'sideload', 'rescue', 'unauthorized', 'fastboot'];
/** A reset leaves adb within seconds of the last tap; a phone that was plugged in is given this long. */
const LEAVE_SECONDS = 60;

function phoneWords({ target }: Plan): string {
  const { maker, model, serial, imeis } = target.identity;
  const name = [factValue(maker), factValue(model)].filter((word) => word !== undefined).join(' ');
  const number = factValue(serial) ?? (target.shownSerial || undefined);
  return [
    name === '' ? 'phone of unknown make' : name,
    ...(number === undefined ? [] : [`serial ${number}`]),
    ...(factValue(imeis) ?? []).map((imei) => `IMEI ${imei}`),
    isByHand(target.seat) ? 'on no cable' : `on ${target.seat}`,
  ].join(', ');
}

function cardOf({ step, plan }: VerbContext, kind: OperatorCard['kind']): OperatorCard {
  if (!step.card || step.card.length === 0) {
    throw new Fault('BUG_UNREACHABLE', `Step ${step.id} has no card for the person at the phone.`);
  }
  return { step: step.id, title: step.words, phone: phoneWords(plan), lines: step.card, kind };
}

/** The answer goes to the disk before anything is built upon it. */
async function remember(context: VerbContext, answer: OperatorAnswer['answer']): Promise<void> {
  const given = { step: context.step.id, answer, by: context.consent.by, at: context.now() };
  await context.record('operator', given);
  context.memory.operator.push(given);
}

/** @throws Fault `DEVICE_SWAPPED` when the phone on the cable tells that it is another one */
async function beforeTheCard({ link, signal }: VerbContext): Promise<Sighting | undefined> {
  const there = await link.look(signal);
  if (!there || !TELLS_ITSELF.includes(there.state)) return there;
  const { session } = await link.open(signal);
  await link.compare(session, signal);
  return there;
}

interface Watch {
  /** What was seen so far, in words. */
  words(): string;
  /** Resolves when the phone has left the cable, or after `milliseconds`. */
  left(milliseconds: number): Promise<void>;
  end(): Promise<void>;
}

/** Follows the cable while a person is at work. It only watches: no trouble with it ends the step. */
function watchCable({ link, signal, emit, step }: VerbContext, first: Sighting | undefined): Watch {
  let words = first ? 'the phone has not left the cable' : 'the phone is on no cable that this computer sees';
  if (!first) return { words: () => words, left: async () => undefined, end: async () => undefined };
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const milliseconds = step.timeoutSeconds * 1000;
  const gone = link.awaitGone(first, milliseconds, either).then(() => {
    words = 'the phone left the cable';
    emit({ type: 'note', text: 'The phone has left: it is restarting. Leave the cable in.' });
  });
  const watching = gone
    .then(() => link.awaitReturn(first, RETURNED, milliseconds, either))
    .then((back) => {
      words = `the phone left the cable and came back as ${back.state}`;
      emit({ type: 'note', text: `The phone is back: ${back.state}.` });
    })
    .catch((error: unknown) => {
      asFault(error);
    });
  return {
    words: () => words,
    left: async (limit) => {
      const late = new Promise<void>((resolve) => {
        const end = AbortSignal.any([either, AbortSignal.timeout(limit)]);
        if (end.aborted) resolve();
        end.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([gone.catch(() => undefined), late]);
    },
    end: async () => {
      over.abort(new Fault('CANCELLED', 'The person has answered.'));
      await watching;
    },
  };
}

function leaveMilliseconds({ plan }: VerbContext): number {
  return Math.min(LEAVE_SECONDS, plan.returnSeconds) * 1000;
}

/**
 * `guide:do`: the card tells to erase. The step has begun as soon as the card is shown, since nobody can see what the
 * person has done already when the answer is no.
 * @throws Fault `WIPE_NOT_OBSERVED` when the person says that it could not be done
 */
export async function guideDo(context: VerbContext): Promise<StepEvidence> {
  const card = cardOf(context, 'do');
  const watch = watchCable(context, await beforeTheCard(context));
  try {
    if ((await context.operator.ask(card, context.signal)) !== 'done') {
      throw new Fault('WIPE_NOT_OBSERVED', 'The person at the phone says that it could not be done.', {
        touched: true,
      });
    }
    await remember(context, 'done');
    await watch.left(leaveMilliseconds(context));
  } finally {
    await watch.end();
  }
  context.signal.throwIfAborted();
  return { reply: 'the person typed "done"', marker: `operator ${context.consent.by}`, observation: watch.words() };
}

/** `guide:confirm`: the person looks, and says what the screen shows. @throws Fault `WIPE_NOT_OBSERVED` when it does not */
export async function guideConfirm(context: VerbContext): Promise<StepEvidence> {
  const card = cardOf(context, 'confirm');
  if ((await context.operator.ask(card, context.signal)) !== 'done') {
    throw new Fault('WIPE_NOT_OBSERVED', 'The person at the phone does not see the screen of a phone that was reset.', {
      touched: true,
    });
  }
  await remember(context, 'seen');
  const there = await context.link.look(context.signal);
  return {
    reply: 'the person typed "seen"',
    marker: `operator ${context.consent.by}`,
    observation: there ? `the cable shows: ${there.state}` : 'the cable shows no phone',
  };
}
