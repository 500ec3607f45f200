/** What the fastboot program printed, read: the value of a variable, or how an erase ended. Pure. */
import { Fault } from '../../faults/fault.ts';
import type { RunResult } from '../../host/run.ts';
import { FAILED_LINE, FORMATTER_FAILED, matchFailure, REFUSED_BEFORE, WAITING } from './known-outputs.ts';

/** Releases differ in which of the two channels they use. */
export const textOf = ({ stderr, stdout }: Pick<RunResult, 'stderr' | 'stdout'>): string =>
  `${stderr}\n${stdout}`.replaceAll('\r', '');

const lastWords = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(Finished\.|finished\.|fastboot: error: Command failed)/.test(line))
    .at(-1)
    ?.slice(0, 200);

/** The fault that the words mean; `DEVICE_REPLY` for words that mean nothing to this program. */
export function faultOf(text: string, doing: string, touched: boolean): Fault {
  const known = matchFailure(text);
  const words = lastWords(text);
  const message = `${doing}: ${words ?? 'fastboot said nothing'}.`;
  return new Fault(known?.code ?? 'DEVICE_REPLY', message, { touched, ...(known ? { hint: known.hint } : {}) });
}

/** The phone went away, and the program would have waited for ever. */
function vanished(doing: string, touched: boolean): Fault {
  return new Fault('DEVICE_GONE', `${doing}: the phone is gone.`, {
    touched,
    hint: 'Check the cable, look at the screen of the phone, and run `wipebench detect`.',
  });
}

/** Trouble of the connection, which is no answer of the phone at all. */
export function connectionLost(result: RunResult): boolean {
  const code = matchFailure(textOf(result))?.code;
  return result.stopped === true || code === 'DEVICE_GONE' || code === 'ENV_PERMISSION';
}

/**
 * The value of one variable; undefined when the boot loader does not know it. `fastboot getvar` ends with 0 in either
 * case, so only the words tell.
 * @throws Fault when the phone did not answer at all
 */
export function readVariable(name: string, result: RunResult): string | undefined {
  const text = textOf(result);
  if (result.stopped) throw vanished(`Asking for ${name}`, false);
  if (connectionLost(result) || result.timedOut) throw faultOf(text, `Asking for ${name}`, false);
  const line = text.split('\n').find((each) => each.startsWith(`${name}:`));
  if (line !== undefined) return line.slice(name.length + 1).trim();
  if (/FAILED/.test(text)) return undefined;
  throw faultOf(text, `Asking for ${name}`, false);
}

/**
 * True when the boot loader answered OKAY to the erase of this very partition. Between the words and OKAY there may be
 * notes of the boot loader; releases before 28 write `erasing 'NAME'...` on a line of its own.
 */
export function saysErased(text: string, partition: string): boolean {
  const begin = `[Ee]rasing '${partition}'(?:\\.\\.\\.)?[ \\t]*`;
  return new RegExp(`^${begin}(?:\\n|\\(bootloader\\)[^\\n]*\\n)*[ \\t]*OKAY \\[ *[0-9.]+s\\]`, 'm').test(text);
}

/**
 * Returns only when the erase was done: OKAY for this partition, no word of a failure, and exit 0. All three, because
 * `fastboot` ends with 0 also where nothing was erased, and with another code where something was.
 * @throws Fault with `touched` when it is not known that nothing was erased
 */
export function demandErased(partition: string, result: RunResult): void {
  const text = textOf(result);
  const done = saysErased(text, partition);
  const failed = FAILED_LINE.test(text) || WAITING.test(text);
  if (done && !failed && result.exitCode === 0) return;
  const doing = `Erasing ${partition}`;
  if (done && FORMATTER_FAILED.test(text)) {
    throw new Fault('DEVICE_REPLY', `${doing}: the boot loader erased it, and the program then failed to format it.`, {
      touched: true,
      hint: 'This program never formats: another program stands in the place of fastboot.',
    });
  }
  const begun = /^[Ee]rasing '/m.test(text);
  if (result.stopped) throw vanished(doing, begun);
  const fault = faultOf(text, doing, begun);
  throw begun && REFUSED_BEFORE.includes(fault.code) ? faultOf(text, doing, false) : fault;
}
