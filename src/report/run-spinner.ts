/** A run on a terminal: one spinner line that tells the present step, and a finished line for each step. */
import chalk from 'chalk';
import ora, { type Ora } from 'ora';
import { readingText, writingText } from './reading-text.ts';
import type { RunScreen } from './run-screen.ts';
import { plainText } from './terminal-text.ts';

export function runSpinner(stream: NodeJS.WriteStream): RunScreen {
  let spinner: Ora | undefined;
  let title = '';
  let since = 0;
  let going: string | undefined;
  let held = false;
  const restart = (text: string) => {
    spinner = ora({ text, stream, discardStdin: false }).start();
  };
  return {
    report: (event) => {
      switch (event.type) {
        case 'step-started':
          title = `${event.index + 1}/${event.count} ${plainText(event.step.words)}`;
          going = undefined;
          restart(event.step.danger === 'erases' ? `${title} ${chalk.red('[erases]')}` : title);
          return;
        case 'reading':
        case 'writing': {
          const now = Date.parse(event.at);
          if (going !== event.type) since = now;
          going = event.type;
          const seconds = (now - since) / 1000;
          const text = event.type === 'reading' ? readingText(event, seconds) : writingText(event, seconds);
          if (spinner) spinner.text = `${title}\n  ${text}`;
          return;
        }
        case 'note':
          if (held) stream.write(`\n${plainText(event.text)}\n`);
          else if (spinner) spinner.text = `${title}\n  ${chalk.dim(plainText(event.text))}`;
          return;
        case 'step-ended':
          if (event.step.outcome === 'done') spinner?.succeed(title);
          else spinner?.fail(`${title} ${chalk.red(event.step.code ?? event.step.outcome)}`);
          spinner = undefined;
          return;
        default:
          return;
      }
    },
    say: (text) => {
      const shown = spinner?.text;
      spinner?.stop();
      stream.write(`${text}\n`);
      if (shown !== undefined && !held) restart(shown);
    },
    hold: () => {
      held = true;
      spinner?.stop();
      return () => {
        held = false;
        if (spinner) restart(title);
      };
    },
    stop: () => {
      spinner?.stop();
      spinner = undefined;
    },
  };
}
