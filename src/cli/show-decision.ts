/** What is said of a plan or a refusal before a phone is touched. */
import { EXIT, type ExitCode } from '../faults/exit-codes.ts';
import { digestOf } from '../host/canonical-json.ts';
import type { Plan, Refusal } from '../model/plan.ts';
import { planLine, planText, refusalText } from '../report/plan-text.ts';
import type { Output } from './output.ts';
import { isRefusal } from './prepare-plan.ts';

/**
 * Shows it; then carries the plan out.
 * @param brief for those who have consented already
 * @returns what `act` returns, or the exit code of a refusal
 */
export async function showAndAct(
  output: Output,
  decision: Plan | Refusal,
  brief: boolean,
  act: (plan: Plan) => Promise<number>,
): Promise<number> {
  if (isRefusal(decision)) {
    output.emit({ type: 'refusal', ...decision });
    output.say(refusalText(decision));
    output.emit({ type: 'summary', exit: EXIT.refused });
    return EXIT.refused satisfies ExitCode;
  }
  const digest = digestOf(decision);
  output.emit({ type: 'plan', digest, plan: decision });
  output.note(brief ? planLine(decision) : planText(decision, digest));
  return act(decision);
}
