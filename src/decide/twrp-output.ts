/**
 * What `twrp format data` and `twrp wipe cache` print (TeamWin android_bootable_recovery: openrecoveryscript.cpp,
 * partition.cpp, orscmd.cpp). The program always ends with 0, so its words are all there is; they are in the language that
 * TWRP is set to, and some releases lose lines of it. That is why these words alone never prove anything.
 */

export type TwrpResult = 'done' | 'failed' | 'files-only' | 'not-understood';

interface Row {
  readonly pattern: RegExp;
  readonly result: TwrpResult;
}

/** The first row that fits any line decides: one bad line outweighs all good ones. */
const ROWS: readonly Row[] = [
  { pattern: /^Unable to wipe\b/, result: 'failed' },
  { pattern: /^Unable to format to remove encryption\./, result: 'failed' },
  { pattern: /^Unable to find partition for path\b/, result: 'failed' },
  { pattern: /^Error with (wipe|format) command value/, result: 'failed' },
  { pattern: /^Error opening script file\b/, result: 'failed' },
  { pattern: /^Error: In use by the system!/, result: 'failed' },
  /** TWRP before 3.3 does not know `format`. */
  { pattern: /^Unrecognized script command\b/, result: 'failed' },
  /** The binary that makes the file system is missing: names of files are removed, and their content stays. */
  { pattern: /using rm -rf to wipe/, result: 'files-only' },
  { pattern: /^Removing all files under\b/, result: 'files-only' },
  /** What `twrp wipe data` does: photos and downloads stay. */
  { pattern: /without wiping \/data\/media/, result: 'files-only' },
  /** LOGERR, whatever it says. */
  { pattern: /^E:/, result: 'failed' },
  { pattern: /^Done processing script file$/, result: 'done' },
];

/** @param text everything that the program printed */
export function twrpResult(text: string): { readonly result: TwrpResult; readonly line: string | undefined } {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  for (const { pattern, result } of ROWS) {
    const line = lines.find((each) => pattern.test(each));
    if (line !== undefined) return { result, line };
  }
  return { result: 'not-understood', line: undefined };
}
