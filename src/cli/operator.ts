/** The person at the phone, asked on the terminal. The card goes to standard error, so that results stay apart. */
import { createInterface, type Interface } from 'node:readline';
import type { Operator } from '../engine/context.ts';
import { Fault } from '../faults/fault.ts';
import { CARD_WORD, cardAnswer, cardText } from '../report/card-text.ts';
import type { RunScreen } from '../report/run-screen.ts';

/** Where the terminal does not tell, or says 0. */
const PLAIN_COLUMNS = 80;

/** False in scripts: a plan that needs a person is refused there, before anything is touched. */
export function operatorPresent(): boolean {
  return process.stdin.isTTY === true;
}

/** One line; undefined when the terminal is gone. The terminal itself edits the line and turns Ctrl-C into a signal. */
function readLine(lines: Interface, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const over = () => {
      lines.off('line', onLine);
      lines.off('close', onClose);
      signal.removeEventListener('abort', onAbort);
    };
    const onLine = (line: string) => {
      over();
      resolve(line);
    };
    const onClose = () => {
      over();
      resolve(undefined);
    };
    const onAbort = () => {
      over();
      reject(signal.reason);
    };
    if (signal.aborted) return onAbort();
    lines.once('line', onLine);
    lines.once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

export function terminalOperator(screen: Pick<RunScreen, 'hold'>): Operator {
  return {
    ask: async (card, signal) => {
      if (!operatorPresent()) {
        throw new Fault('PLAN_NO_OPERATOR', 'There is no terminal to ask the person at the phone.');
      }
      const release = screen.hold();
      const lines = createInterface({ input: process.stdin, terminal: false });
      const show = (text: string) => process.stderr.write(text);
      try {
        show(`${cardText(card, process.stderr.columns || PLAIN_COLUMNS)}\n`);
        for (;;) {
          show('> ');
          const typed = await readLine(lines, signal);
          if (typed === undefined) {
            throw new Fault('PLAN_NO_OPERATOR', 'The terminal is gone, so nobody can answer.', { touched: true });
          }
          const answer = cardAnswer(typed, card.kind);
          if (answer === 'stop') throw new Fault('CANCELLED', 'Stopped at the card.', { touched: true });
          if (answer !== 'unclear') return answer;
          show(`Please type ${CARD_WORD[card.kind]}, no, or stop.\n`);
        }
      } finally {
        lines.close();
        release();
      }
    },
  };
}
