/**
 * What Xiaomi's recovery says of the phone in "Connect with MIAssistant": one line for each question, such as
 * `getdevice=dada_global`. `getdevice` is ro.product.mod_device where there is one, which is the code name with the market
 * behind it; `getsn` is the number of the chip, not ro.serialno.
 */
export interface MiAssistantAnswers {
  readonly device?: string;
  readonly version?: string;
  /** The chip's number. */
  readonly sn?: string;
  readonly romzone?: string;
}

/** With these words the version of a virtual phone ends; that recovery tells nothing else in which it could say so. */
export const VIRTUAL_VERSION = '-wipebench-virtual';

const MEMBERS = { getdevice: 'device', getversion: 'version', getsn: 'sn', getromzone: 'romzone' } as const;

/** Total: lines that are not understood are left out, and `unknown`, which that recovery says itself, is no answer. */
export function parseMiAssistant(text: string): MiAssistantAnswers {
  const answers: { -readonly [K in keyof MiAssistantAnswers]: MiAssistantAnswers[K] } = {};
  for (const line of text.split('\n')) {
    const [, question, answer] =
      /^(getdevice|getversion|getsn|getromzone)=([\x21-\x7e]{1,200})$/.exec(line.trim()) ?? [];
    if (question === undefined || answer === undefined || answer === 'unknown') continue;
    answers[MEMBERS[question as keyof typeof MEMBERS]] ??= answer;
  }
  return answers;
}
