/** A place that is left out, given twice or made up must never pass for a clean one. */
import { Fault } from '../faults/fault.ts';

/**
 * Passes the answers on, and holds whoever answers to the very windows that were asked for: each of them once.
 * @throws Fault `VERIFY_FRAMING` for a window that was not asked for or came before, `VERIFY_SHORT_READ` at the end for
 *   windows that never came; whatever the answers throw
 */
export async function* eachOnce<W, A extends { readonly window: W }>(
  windows: Iterable<W>,
  answers: AsyncIterable<A>,
): AsyncGenerator<A> {
  const open = new Set(windows);
  for await (const answer of answers) {
    if (!open.delete(answer.window)) {
      throw new Fault('VERIFY_FRAMING', 'A place was read twice or was not asked for.');
    }
    yield answer;
  }
  if (open.size > 0) throw new Fault('VERIFY_SHORT_READ', `${open.size} places were never answered.`);
}
