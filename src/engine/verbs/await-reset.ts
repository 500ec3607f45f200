/**
 * `adb:await-reset` — waits until Android runs again with root, and asks three places whether recovery has finished: its
 * order (cleared only at the end), recovery's log, and Android's own record of the reason of this start (AOSP
 * system/core/bootstat: written when user data was found new). A phone in trade-in mode gives no root: `await-trade-in`.
 */
import { parseGetprop } from '../../decide/getprop.ts';
import type { Shell } from '../../drivers/driver.ts';
import { Fault } from '../../faults/fault.ts';
import type { StepEvidence } from '../../model/run.ts';
import type { VerbContext } from '../context.ts';
import { NOTHING_BEFORE } from '../link.ts';
import { awaitTradeIn } from './await-trade-in.ts';
import { orderCleared } from './order-cleared.ts';
import { becomeRoot } from './root.ts';

/** Waits inside the phone, so that the host asks once. The step's time limit ends it when Android never gets there. */
export const AWAIT_BOOT = 'while [ "$(getprop sys.boot_completed)" != 1 ]; do sleep 0.2; done; echo booted';
const LAST_LOG = 'cat /cache/recovery/last_log 2>/dev/null || cat /data/misc/recovery/last_log 2>/dev/null';

/** Recovery on debuggable builds lets us look at its log while it works; it ends with one of these words. */
const RECOVERY_RESULT =
  'while :; do for f in /tmp/recovery.log /cache/recovery/last_log; do ' +
  'grep -q "Data wipe failed" "$f" 2>/dev/null && { echo failed; exit; }; ' +
  'grep -q "Data wipe complete" "$f" 2>/dev/null && { echo complete; exit; }; ' +
  'done; sleep 0.2; done';

/**
 * Waits until Android is back. When recovery shows itself meanwhile, its log is watched, so that a wipe that failed is
 * known at once; a recovery that lets nobody in, or leaves in the middle, is nothing to worry about.
 */
async function awaitAndroid({ link, signal, step }: VerbContext): Promise<void> {
  const milliseconds = step.timeoutSeconds * 1000;
  const back = await link.awaitReturn(NOTHING_BEFORE, ['device', 'recovery'], milliseconds, signal);
  if (back.state === 'device') return;
  const { session } = await link.open(signal);
  const watching = session.shell?.run(RECOVERY_RESULT, signal).then(({ stdout }) => stdout.trim());
  const result = await watching?.catch(() => {
    signal.throwIfAborted();
    return 'gone';
  });
  if (result === 'failed') {
    throw new Fault('WIPE_REPORTED_FAILURE', 'Recovery says that the wipe failed.', { touched: true });
  }
  await link.awaitReturn(back, ['device'], milliseconds, signal);
}

async function witnesses(shell: Shell, signal: AbortSignal): Promise<string[]> {
  const log = await shell.run(LAST_LOG, signal);
  const properties = parseGetprop((await shell.run('getprop', signal)).stdout);
  const history = properties.get('persist.sys.boot.reason.history') ?? properties.get('sys.boot.reason') ?? '';
  return [
    /^Data wipe complete\./m.test(log.stdout) ? 'recovery logged "Data wipe complete."' : '',
    /factory_reset/.test(history.split('\n', 1)[0] ?? '') ? 'Android recorded a start after a factory reset' : '',
  ].filter((text) => text !== '');
}

export async function awaitReset(context: VerbContext): Promise<StepEvidence> {
  const { link, signal, memory, emit } = context;
  emit({ type: 'note', text: 'The phone erases itself and starts again; leave the cable in.' });
  if (context.plan.steps.some(({ verb }) => verb === 'adb:trade-in-evaluate')) return awaitTradeIn(context);
  await awaitAndroid(context);
  const first = await link.open(signal);
  await link.compare(first.session, signal);
  const booted = await first.session.shell?.run(AWAIT_BOOT, signal);
  if (booted?.stdout.trim() !== 'booted')
    throw new Fault('WIPE_NOT_OBSERVED', 'Android did not start.', { touched: true });
  await becomeRoot(context);
  const { session } = await link.open(signal);
  if (!session.shell) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone offers no shell after the wipe.');
  if (!(await orderCleared(context.plan, session.shell, signal))) {
    throw new Fault('WIPE_NOT_OBSERVED', 'Recovery has not finished: the order to erase still stands.', {
      touched: true,
    });
  }
  const seen = await witnesses(session.shell, signal);
  if (seen.length === 0) {
    throw new Fault('WIPE_NOT_OBSERVED', 'Neither recovery nor Android says that anything was erased.', {
      touched: true,
    });
  }
  memory.acknowledged = true;
  return { reply: 'Android started', marker: seen.join('; '), observation: 'recovery cleared its order' };
}
