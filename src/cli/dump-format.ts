/**
 * Which of two lists a saved dump is. Each reader makes something of the other's list too, and then nothing of it is
 * known; so it is looked at first, and the other flag is named.
 */
import { parseGetprop } from '../decide/getprop.ts';
import { parseGetvar } from '../decide/getvar.ts';
import { Fault } from '../faults/fault.ts';
import { readDump } from './read-dump.ts';

export type DumpFormat = 'props' | 'getvar';

const OUTPUT: Readonly<Record<DumpFormat, string>> = {
  props: 'the output of `adb shell getprop`',
  getvar: 'the output of `fastboot getvar all`',
};

/** `[ro.product.model]: [x]` at the begin of a line. */
const PROPERTY = /^\[[^\]\r\n]+\]: \[/m;
const MARK = /^[ \t]*\(bootloader\)/m;
/** The mark of a boot loader, or one of the names that most of them have, where somebody took the mark away. */
const VARIABLE =
  /^[ \t]*(?:\(bootloader\)|(?:product|serialno|secure|unlocked|variant|version(?:-\w+)?|max-download-size|(?:partition-(?:size|type)|has-slot|slot-\w+):[^:\r\n]+)[ \t]*:)/m;

/** Can be nothing else. */
const SURELY: Readonly<Record<DumpFormat, (text: string) => boolean>> = {
  props: (text) => parseGetprop(text).size > 0,
  getvar: (text) => VARIABLE.test(text),
};

const HOLDS: Readonly<Record<DumpFormat, (text: string) => boolean>> = {
  props: (text) => PROPERTY.test(text) || (SURELY.props(text) && !VARIABLE.test(text)),
  getvar: (text) => (VARIABLE.test(text) && !PROPERTY.test(text)) || MARK.test(text) || hasVariablesAlone(text),
};

/** Of a maker whose names nobody knows, with the mark taken away. */
function hasVariablesAlone(text: string): boolean {
  return !SURELY.props(text) && parseGetvar(text).variables.size > 0;
}

const NOTHING: Readonly<Record<DumpFormat, { readonly word: string; readonly hint: string }>> = {
  props: { word: 'property', hint: `Save ${OUTPUT.props} into it.` },
  getvar: { word: 'variable', hint: `Save ${OUTPUT.getvar} into it; it prints to standard error.` },
};

const named = (path: string) => (path === '-' ? 'Standard input' : path);

/**
 * @param path of the file; `-` is standard input
 * @throws Fault `USAGE_FILE_INVALID` when it is the other list; otherwise as `readDump`
 */
export async function readDumpAs(path: string, format: DumpFormat): Promise<string> {
  const text = await readDump(path, OUTPUT[format]);
  const other = format === 'props' ? 'getvar' : 'props';
  if (HOLDS[format](text) || !SURELY[other](text)) return text;
  throw new Fault('USAGE_FILE_INVALID', `${named(path)} holds ${OUTPUT[other]}, not ${OUTPUT[format]}.`, {
    hint: `Use --${other} ${path}.`,
  });
}

/** The same of a list that must not be without anything. @throws Fault `USAGE_FILE_INVALID` when it is */
export async function readListAs(path: string, format: DumpFormat): Promise<string> {
  const text = await readDumpAs(path, format);
  if (HOLDS[format](text)) return text;
  const { word, hint } = NOTHING[format];
  throw new Fault('USAGE_FILE_INVALID', `${named(path)} holds no ${word}.`, { hint });
}
