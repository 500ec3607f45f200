/** How a run is shown on terminals that tell their width, that do not, and that lose it in the middle. */
import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Output } from '../../src/cli/output.ts';
import { openScreen } from '../../src/cli/run-reporter.ts';
import type { EngineEvent } from '../../src/model/event.ts';
import { step } from '../engine/fixtures.ts';

/** More lines than this are taken away by nothing that ends. */
const MOST = 1000;

/** A terminal of which every movement is counted. */
class Terminal extends Writable {
  readonly isTTY = true;
  columns: number;
  shown = '';
  movements = 0;

  constructor(columns: number) {
    super();
    this.columns = columns;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.shown += chunk.toString();
    done();
  }

  cursorTo(): boolean {
    return this.#moved();
  }

  moveCursor(): boolean {
    return this.#moved();
  }

  clearLine(): boolean {
    return this.#moved();
  }

  /** As Node does it: first the new width, then the word of it. */
  resize(columns: number): void {
    this.columns = columns;
    this.emit('resize');
  }

  #moved(): boolean {
    this.movements += 1;
    if (this.movements > MOST) throw new Error('takes lines away without an end');
    return true;
  }
}

const notes: string[] = [];
const output: Output = {
  json: false,
  say: () => undefined,
  note: (text) => notes.push(text),
  emit: () => undefined,
};

const event = (rest: object) => ({ seat: 'usb:1-1', at: '2026-01-01T10:00:00.000Z', ...rest }) as EngineEvent;
const started = (id: string) => event({ type: 'step-started', index: 0, count: 1, step: step(id, 'adb:rescue-wipe') });

function onTerminal(columns: number) {
  const terminal = new Terminal(columns);
  return { terminal, screen: openScreen(output, false, terminal as unknown as NodeJS.WriteStream) };
}

beforeEach(() => {
  notes.length = 0;
  vi.useFakeTimers();
  // The spinner keeps still where it believes that nobody looks.
  vi.stubEnv('CI', undefined);
  vi.stubEnv('TERM', 'xterm');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

test('with a width: a spinner', () => {
  const { terminal, screen } = onTerminal(80);
  screen.report(started('erase'));
  vi.advanceTimersByTime(500);
  screen.stop();
  expect(terminal.movements).toBeGreaterThan(5);
  expect(terminal.shown).toContain('1/1 erase');
  expect(notes).toEqual([]);
});

test('without one: plain lines, and nothing is moved', () => {
  const { terminal, screen } = onTerminal(0);
  screen.report(started('erase'));
  vi.advanceTimersByTime(500);
  screen.stop();
  expect(terminal.movements).toBe(0);
  expect(notes.join('\n')).toContain('1/1 erase');
});

test('when it is lost in the middle of a step: plain lines from then on', () => {
  const { terminal, screen } = onTerminal(80);
  screen.report(started('erase'));
  vi.advanceTimersByTime(500);
  const before = terminal.movements;
  terminal.resize(0);
  vi.advanceTimersByTime(500);
  screen.report(event({ type: 'note', text: 'still erasing' }));
  terminal.resize(80);
  screen.report(started('look'));
  vi.advanceTimersByTime(500);
  screen.stop();
  expect(terminal.movements - before).toBeLessThan(5);
  expect(notes.join('\n')).toMatch(/still erasing[\s\S]*1\/1 look/);
});

test('when it is lost while a person is asked, nothing is brought back', () => {
  const { terminal, screen } = onTerminal(80);
  screen.report(started('erase'));
  const goOn = screen.hold();
  terminal.resize(0);
  goOn();
  vi.advanceTimersByTime(500);
  screen.say('Stopping');
  screen.stop();
  expect(terminal.movements).toBeLessThan(MOST);
  expect(notes).toEqual(['Stopping']);
});
