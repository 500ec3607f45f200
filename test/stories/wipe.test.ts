/** The main job as a user sees it: what is printed, what is on disk afterwards, and what must not be. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { small } from '../virtual/bench-fixture.ts';
import { openStation, type Station, summaryOf } from './station.ts';

let station: Station;

const PHONES = [
  'userdebug-honest',
  'retail-locked',
  'userdebug-liar',
  'retail-liar',
  'unauthorized',
  'twin-a',
  'twin-b',
  'hostile-strings',
];

beforeAll(async () => {
  station = await openStation(await Promise.all(PHONES.map((name) => small(name))));
}, 120_000);

afterAll(() => station?.close());

const ESCAPE = '\u001b';

async function wipedWith(name: string, code: number, result: string) {
  const before = station.certificates().length;
  const ended = await station.wipe(name);
  expect(ended.stderr + ended.stdout).toContain(result);
  expect({ code: ended.code, result: summaryOf(ended)['result'] }).toEqual({ code, result });
  expect(station.certificates()).toHaveLength(before + 1);
  const certificate = String(summaryOf(ended)['certificate']);
  const proof = String(summaryOf(ended)['proof']);
  const verify = ['certificate', 'verify', certificate, '--trust', station.trust, '--proof', proof];
  const verified = await station.run(verify);
  expect(verified.code, verified.stderr).toBe(0);
  return { ended, certificate, verified };
}

describe('wipe', () => {
  it('verifies an honest phone whose raw storage can be read', async () => {
    const { verified } = await wipedWith('userdebug-honest', 0, 'verified');
    expect(verified.stdout).toMatch(/PASS/);
    expect(verified.stdout).toMatch(/SIMULATED/);
    expect(verified.stdout).toMatch(/STATISTICAL/);
  }, 90_000);

  it('wipes a locked phone by the rescue route and says that it could not be verified', async () => {
    const { ended, verified } = await wipedWith('retail-locked', 12, 'performed-unverified');
    expect(summaryOf(ended)['level']).toBe('STATE-OBSERVED');
    expect(verified.stdout).not.toMatch(/\bPASS\b/);
  }, 90_000);

  it('catches a phone that says it is erased by its raw storage', async () => {
    const { verified } = await wipedWith('userdebug-liar', 11, 'not-sanitized');
    expect(verified.stdout).toMatch(/FAIL/);
  }, 90_000);

  it('catches a locked phone that lies by its state', async () => {
    await wipedWith('retail-liar', 11, 'not-sanitized');
  }, 90_000);

  it('keeps hostile text of a phone out of the terminal, file names and settings', async () => {
    const { ended, certificate } = await wipedWith('hostile-strings', 0, 'verified');
    expect(ended.stderr).not.toContain(ESCAPE);
    expect(certificate).toMatch(/\/[0-9a-f-]{36}\.cert$/);
    const shown = await station.run(['certificate', 'show', certificate]);
    expect(shown.stdout).not.toContain(ESCAPE);
    expect(shown.stdout.split('\n').some((line) => line.startsWith('`id`'))).toBe(false);
  }, 90_000);

  it('verifies a locked phone where the organisation asks for no more than its state', async () => {
    const ended = await station.wipe('twin-a', ['--require', 'state-observed', '--route', 'rescue']);
    expect({ code: ended.code, result: summaryOf(ended)['result'] }, ended.stderr).toEqual({
      code: 0,
      result: 'verified',
    });
    expect(summaryOf(ended)['level']).toBe('STATE-OBSERVED');
    const shown = await station.run(['certificate', 'show', String(summaryOf(ended)['certificate'])]);
    expect(shown.stdout).toMatch(/STATE-OBSERVED/);
    expect(shown.stdout).not.toMatch(/STATISTICAL/);
  }, 90_000);

  it('has a ledger that lists all of them and is whole', async () => {
    const listed = await station.run(['ledger', 'list', '--ledger', station.ledger, '--json']);
    expect(listed.code, listed.stderr).toBe(0);
    const checked = await station.run(['ledger', 'check', '--ledger', station.ledger, '--trust', station.trust]);
    expect(checked.code, checked.stderr).toBe(0);
    expect(checked.stdout).toContain(String(station.certificates().length));
  }, 60_000);
});

describe('what is refused leaves no file behind', () => {
  const refused = async (args: readonly string[], code: number, words: RegExp) => {
    const [certificates, journals] = [station.certificates(), station.journals()];
    const ended = await station.run(args);
    expect(ended.stderr).toMatch(words);
    expect(ended.code, ended.stderr).toBe(code);
    expect(station.certificates()).toEqual(certificates);
    expect(station.journals()).toEqual(journals);
    return ended;
  };
  const wipe = (...extra: string[]) => ['wipe', '--config', station.config, ...extra];

  it('no consent without a terminal', async () => {
    await refused(wipe('--device', station.seat('twin-a')), 4, /no terminal to ask; the phone was not touched/);
  });

  it('--yes without a device', async () => {
    await refused(wipe('--yes'), 2, /Say which phone/);
  });

  it('a device that is not there, with the list of those that are', async () => {
    const ended = await refused(wipe('--yes', '--device', 'nobody'), 2, /No phone is called nobody/);
    expect(ended.stderr).toContain(station.seat('twin-a'));
  });

  it('a phone that has not authorised this computer, with what to tap', async () => {
    await refused(wipe('--yes', '--device', station.seat('unauthorized')), 4, /tap Allow/);
  });

  it('an unknown evidence level', async () => {
    await refused(wipe('--yes', '--device', station.seat('twin-a'), '--require', 'SURE'), 2, /no evidence level/);
  });

  it('a missing settings file', async () => {
    await refused(['wipe', '--config', '/nonexistent/settings.json', '--yes'], 2, /wipebench init/);
  });

  it('an unknown option', async () => {
    await refused(['wipe', '--force'], 2, /unknown option/);
  });

  it('no adb installed and no server running', async () => {
    const args = ['detect', '--adb', '/nonexistent/adb', '--adb-port', '9'];
    await refused(args, 5, /adb is not installed[\s\S]*apt install adb/);
  });

  it('something that is no adb server', async () => {
    const { createServer } = await import('node:net');
    const server = createServer((socket) => {
      // The program hangs up in the middle, which is no trouble of this test.
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
    const address = server.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    await refused(['detect', '--adb-port', port], 5, /not an adb server/);
    server.close();
  });
});

describe('plan and detect change nothing', () => {
  it('plans without touching the phone', async () => {
    const phone = station.bench.phone('twin-a');
    const before = readFileSync(phone.rawPath('misc')).subarray(0, 2048);
    const ended = await station.run(['plan', '--device', phone.seat, '--json']);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.lines[0]?.['type']).toBe('plan');
    expect(readFileSync(phone.rawPath('misc')).subarray(0, 2048)).toEqual(before);
    expect(phone.state).toBe('system');
  });

  it('keeps two phones with one serial apart', async () => {
    const ended = await station.run(['detect', '--json']);
    const seats = ended.lines.filter((line) => line['type'] === 'handset').map((line) => line['seat']);
    expect(seats).toContain(`tcp:${station.seat('twin-a')}`);
    expect(seats).toContain(`tcp:${station.seat('twin-b')}`);
    expect(new Set(seats).size).toBe(PHONES.length);
    expect(summaryOf(ended)).toEqual({ type: 'summary', handsets: PHONES.length });
  });
});
