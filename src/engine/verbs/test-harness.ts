/**
 * `adb:test-harness` — `cmd testharness enable` (AOSP TestHarnessModeService.java): Android asks itself for a reset, keeps
 * the keys of this computer, and comes back set up for tests. Exit code 0 says only that the reset was asked for. What
 * counts is that the phone goes, that it comes back in that mode, and that its user data are new.
 */
import { parseGetprop } from '../../decide/getprop.ts';
import { shellSignals } from '../../decide/state-signals.ts';
import { type HarnessAnswer, harnessAnswer } from '../../decide/test-harness-output.ts';
import type { Session } from '../../drivers/driver.ts';
import { asFault, Fault } from '../../faults/fault.ts';
import { readingText } from '../../model/readings.ts';
import type { StepEvidence } from '../../model/run.ts';
import { askAll } from '../ask.ts';
import type { VerbContext } from '../context.ts';
import { NOTHING_BEFORE } from '../link.ts';
import { openThePhone } from '../the-phone.ts';

const ENABLE = 'cmd testharness enable';
/** The reset is a broadcast that Android hands round before it goes down. */
const GONE_MS = 120_000;
/** Ends when Android has started and has set up the mode, which it does after the start; the step's limit ends it else. */
const AWAIT_HARNESS =
  'while [ "$(getprop sys.boot_completed)" != 1 ]; do sleep 0.2; done; ' +
  'i=0; while [ "$(getprop persist.sys.test_harness)" != 1 ] && [ $i -lt 50 ]; do sleep 0.2; i=$((i+1)); done; echo ready';
const AFTER = ['props', 'android-id', 'device-provisioned', 'user-setup-complete', 'accounts', 'third-party-packages'];
/** adbd is restarted once more when the keys are back in their place. */
const TRIES = 3;
const BROKEN = ['DEVICE_CLOSED', 'DEVICE_GONE', 'DEVICE_OFFLINE', 'DEVICE_UNAUTHORIZED'];

const REFUSALS: Readonly<Record<Exclude<HarnessAnswer, 'accepted'>, readonly [string, string]>> = {
  'lock-screen': ['The phone has a screen lock.', 'Have its owner remove the screen lock in Settings.'],
  failed: ['The phone cannot keep the mode over a reset.', 'Take another route.'],
  'no-service': ['This Android knows no test harness mode.', 'Take another route.'],
  forbidden: ['The shell of this phone may not use test harness mode.', 'Take another route.'],
  'not-understood': ['The phone answered to test harness mode with words that are not known.', 'Look at its screen.'],
};

/** The phone after its reset, with Android up; the connection may break once while adbd takes up the old keys. */
async function awaitHarness({ link, signal, step }: VerbContext): Promise<Session> {
  for (let left = TRIES; ; left -= 1) {
    await link.awaitReturn(NOTHING_BEFORE, ['device'], step.timeoutSeconds * 1000, signal);
    try {
      const { session } = await link.open(signal);
      await link.compare(session, signal);
      if ((await session.shell?.run(AWAIT_HARNESS, signal))?.stdout.trim() === 'ready') return session;
      throw new Fault('WIPE_NOT_OBSERVED', 'Android did not start.', { touched: true });
    } catch (error) {
      signal.throwIfAborted();
      if (left === 1 || !BROKEN.includes(asFault(error).code)) throw error;
    }
  }
}

export async function testHarness(context: VerbContext): Promise<StepEvidence> {
  const { link, signal, memory, emit, step } = context;
  const { sighting, session } = await openThePhone(context);
  if (!session.shell) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone offers no shell in this mode.');
  const answer = harnessAnswer(await session.shell.run(ENABLE, signal));
  if (answer !== 'accepted') {
    const [words, hint] = REFUSALS[answer];
    const unknown = answer === 'not-understood';
    throw new Fault(unknown ? 'DEVICE_REPLY' : 'DEVICE_REFUSED', words, { hint, touched: unknown });
  }
  emit({ type: 'note', text: 'The phone erases itself and starts again; leave the cable in.' });
  await link.awaitGone(sighting, Math.min(GONE_MS, step.timeoutSeconds * 1000), signal);
  const back = await awaitHarness(context);
  const after = await askAll(back, [...AFTER] as Parameters<typeof askAll>[1], signal);
  const props = readingText(after, 'props');
  const on = parseGetprop('text' in props ? props.text : '').get('persist.sys.test_harness') === '1';
  const signals = shellSignals(memory.readingsBefore, after);
  const against = signals.find((item) => item.says === 'not-reset');
  const fresh = signals.filter(
    (item) => item.says === 'reset' && (item.id === 'android-id-changed' || item.id === 'boot-reason'),
  );
  if (against || fresh.length === 0) {
    memory.state = { channel: 'shell', signals };
    await context.record('state', memory.state);
    const why = against?.text ?? 'Nothing says that its user data are new.';
    throw new Fault('WIPE_NOT_OBSERVED', `The phone restarted, but: ${why}`, { touched: true });
  }
  if (!on) {
    throw new Fault('WIPE_NOT_OBSERVED', 'The phone came back without test harness mode.', { touched: true });
  }
  memory.acknowledged = true;
  return {
    reply: 'exit code 0',
    marker: 'persist.sys.test_harness is 1',
    observation: fresh.map(({ text }) => text).join(' '),
  };
}
