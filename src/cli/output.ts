/**
 * Where words go. Without --json: results on standard output, progress on standard error. With --json: one object per
 * line on standard output, the last one a summary, and words for people on standard error.
 */

export interface Output {
  readonly json: boolean;
  /** A result in words. */
  say(text: string): void;
  /** Progress and advice; silent with --quiet. */
  note(text: string): void;
  /** One JSON line; nothing without --json. */
  emit(object: { readonly type: string } & Record<string, unknown>): void;
}

export interface OutputOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function openOutput(options: OutputOptions): Output {
  const json = options.json ?? false;
  return {
    json,
    say: (text) => {
      if (!json) process.stdout.write(`${text}\n`);
      else if (!options.quiet) process.stderr.write(`${text}\n`);
    },
    note: (text) => {
      if (!options.quiet) process.stderr.write(`${text}\n`);
    },
    emit: (object) => {
      if (json) process.stdout.write(`${JSON.stringify(object)}\n`);
    },
  };
}
