/**
 * The places of a reading as a text that any other tool can follow, and such a tool's answer. A line is a place: offset
 * and length in bytes, decimal, and in an answer the SHA-256 of these bytes in hexadecimal. Lines that begin with `#`
 * say what medium and seed it is about. The places are those of `sampleAfter`, in its order.
 */
import { createHash } from 'node:crypto';
import { Fault } from '../faults/fault.ts';
import { type ReadingKind, readingKindSchema } from '../model/findings.ts';
import type { Window } from './places.ts';

export interface OffsetsHead {
  readonly mediumBytes: number;
  /** Hex. */
  readonly seed: string;
  readonly windowBytes: number;
  readonly drawn: number;
  readonly kind: ReadingKind;
}

const TITLE = '# wipebench offsets 1';

export function offsetsText(head: OffsetsHead, places: Iterable<Window>): string {
  const lines = [
    TITLE,
    `# medium ${head.mediumBytes}`,
    `# seed ${head.seed}`,
    `# window ${head.windowBytes}`,
    `# drawn ${head.drawn}`,
    `# kind ${head.kind}`,
  ];
  for (const { offset, length } of places) lines.push(`${offset} ${length}`);
  return `${lines.join('\n')}\n`;
}

export interface OtherReading {
  readonly head: OffsetsHead;
  /** By "offset length": SHA-256 in lower-case hexadecimal. */
  readonly digests: ReadonlyMap<string, string>;
}

const PLACE = /^(\d{1,16}) (\d{1,8}) ([0-9a-fA-F]{64})\b/;

/** @throws Fault `USAGE_FILE_INVALID` with the line */
export function parseReading(text: string, name: string): OtherReading {
  const wrong = (line: number, why: string) => new Fault('USAGE_FILE_INVALID', `${name}, line ${line}: ${why}.`);
  const heads = new Map<string, string>();
  const digests = new Map<string, string>();
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  if (lines[0] !== TITLE) throw wrong(1, `this is not a list of offsets; it begins with "${TITLE}"`);
  lines.forEach((line, index) => {
    if (line.trim() === '' || index === 0) return;
    const head = /^# (medium|seed|window|drawn|kind) ([0-9a-z-]{1,64})$/.exec(line);
    if (head) heads.set(head[1] ?? '', head[2] ?? '');
    if (line.startsWith('#')) return;
    const place = PLACE.exec(line);
    if (!place) throw wrong(index + 1, 'a line is an offset, a length and the SHA-256 of these bytes');
    digests.set(`${place[1]} ${place[2]}`, (place[3] ?? '').toLowerCase());
  });
  const number = (key: string) => (/^\d{1,15}$/.test(heads.get(key) ?? '') ? Number(heads.get(key)) : Number.NaN);
  const kind = readingKindSchema.safeParse(heads.get('kind'));
  const head = {
    mediumBytes: number('medium'),
    seed: heads.get('seed') ?? '',
    windowBytes: number('window'),
    drawn: number('drawn'),
  };
  if (
    !kind.success ||
    !/^[0-9a-f]{64}$/.test(head.seed) ||
    ![head.mediumBytes, head.windowBytes, head.drawn].every(Number.isSafeInteger)
  ) {
    throw wrong(
      1,
      'the lines with medium, seed, window, drawn and kind are missing; keep them when you add the digests',
    );
  }
  return { head: { ...head, kind: kind.data }, digests };
}

export interface Comparison {
  readonly places: number;
  readonly equal: number;
  readonly different: number;
  /** The other tool did not read it. */
  readonly missing: number;
  /** Offsets of the first hundred that differ. */
  readonly offsets: readonly number[];
}

const KEPT = 100;

/** Takes each place as it is read here and compares it with what the other tool saw there. */
export class ReadingComparison {
  readonly #digests: ReadonlyMap<string, string>;
  readonly #offsets: number[] = [];
  #places = 0;
  #equal = 0;
  #missing = 0;

  constructor(other: OtherReading) {
    this.#digests = other.digests;
  }

  take({ offset, length }: Window, bytes: Uint8Array): void {
    this.#places += 1;
    const other = this.#digests.get(`${offset} ${length}`);
    if (other === undefined) this.#missing += 1;
    else if (other === createHash('sha256').update(bytes).digest('hex')) this.#equal += 1;
    else if (this.#offsets.length < KEPT) this.#offsets.push(offset);
  }

  result(): Comparison {
    const different = this.#places - this.#equal - this.#missing;
    return { places: this.#places, equal: this.#equal, different, missing: this.#missing, offsets: this.#offsets };
  }
}
