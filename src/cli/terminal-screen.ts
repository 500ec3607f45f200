/**
 * A run on a terminal: a spinner where the terminal tells how wide it is, plain lines where it does not. The spinner
 * reckons by the width how many lines it has to take away, and a width of 0 makes that endless: such a terminal comes
 * from script(1), from serial lines, and from windows that are drawn down to nothing.
 */
import type { RunScreen } from '../report/run-screen.ts';
import { runSpinner } from '../report/run-spinner.ts';

/** @param plain what is shown without a width; from the first time that the width is gone, to the end of the run */
export function terminalScreen(stream: NodeJS.WriteStream, plain: RunScreen): RunScreen {
  let shown: RunScreen = stream.columns ? runSpinner(stream) : plain;
  // Comes before the spinner draws again: Node tells of it in the moment in which it takes over the new width.
  const onResize = () => {
    if (stream.columns) return;
    shown.stop();
    shown = plain;
  };
  stream.on('resize', onResize);
  return {
    report: (event) => shown.report(event),
    say: (text) => shown.say(text),
    hold: () => shown.hold(),
    stop: () => {
      stream.off('resize', onResize);
      shown.stop();
    },
  };
}
