/** The person at the phone, asked on the terminal. */
import type { Operator } from '../engine/context.ts';
import { Fault } from '../faults/fault.ts';

export function terminalOperator(): Operator {
  return {
    ask: async () => {
      throw new Fault('PLAN_NO_OPERATOR', 'There is no terminal to ask the person at the phone.');
    },
  };
}
