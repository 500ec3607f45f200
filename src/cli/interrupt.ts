/** Ctrl-C: the first asks for the next safe point, the third ends the program at once. */
import { Fault } from '../faults/fault.ts';

const PATIENCE = 3;

/** @param asked called at each interrupt with how often it came. */
export function interruptSignal(asked: (times: number) => void): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  let times = 0;
  const onSignal = () => {
    times += 1;
    asked(times);
    controller.abort(new Fault('CANCELLED', 'Cancelled by the operator.'));
    if (times >= PATIENCE) process.exit(130);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
