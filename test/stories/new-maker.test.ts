/** A contributor adds a maker that nobody knows yet, by the two files of PROFILES.md, and wipes a phone of it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDefinition } from '../../src/virtual/definition-file.ts';
import { printed } from '../decide/properties.ts';
import { documentFiles } from '../profiles/document-files.ts';
import { openStation, type Station, summaryOf, writeShortRoutes } from './station.ts';

const PHONE = 'fantasma-one';
let station: Station;
let profiles: string;
let props: string;

beforeAll(async () => {
  const files = await documentFiles();
  const definition = parseDefinition(files.get(`${PHONE}.json`) ?? '', `${PHONE}.json`);
  station = await openStation([definition]);
  profiles = join(station.folder, 'my-profiles');
  const profile = join(station.folder, 'my-profiles/fantasma.json');
  await mkdir(dirname(profile));
  await writeFile(profile, files.get('my-profiles/fantasma.json') ?? '');
  props = join(station.folder, 'fantasma.txt');
  await writeFile(props, printed({ ...definition.properties }));
}, 120_000);

afterAll(() => station?.close());

describe('a maker that nobody knows yet', () => {
  it('has the generic profile at first', async () => {
    const ended = await station.run(['profiles', 'explain', '--props', props, '--json']);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.lines[0]).toMatchObject({ profile: { id: 'aosp' } });
  });

  it('gets one of its own, which the lint finds clean', async () => {
    const ended = await station.run(['profiles', 'lint', profiles]);
    expect(ended.code, ended.stdout).toBe(0);
    expect(ended.stdout).toMatch(/1 profile, 0 routes: 0 errors and 0 warnings\./);
  });

  it('is explained by it, with its own doubts', async () => {
    const shown = await station.run(['profiles', 'show', 'fantasma', '--profiles', profiles]);
    expect(shown.stdout).toMatch(/the ghost dances meanwhile/);
    const ended = await station.run(['profiles', 'explain', '--props', props, '--profiles', profiles]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/fantasma: Fantasma phones/);
    expect(ended.stdout).toMatch(/aosp: fits too, but fantasma \(layer maker\) goes before/);
    expect(ended.stdout).toMatch(/root: would be taken/);
    expect(ended.stdout).toMatch(/tried on a real phone by nobody yet/);
  });

  it('is planned and wiped by it, and the certificate names it', async () => {
    // Phones that boot in milliseconds need no waits of minutes.
    writeShortRoutes(profiles);
    const device = ['--device', station.seat(PHONE), '--profiles', profiles];
    const planned = await station.run(['plan', ...device, '--json']);
    expect(planned.code, planned.stderr).toBe(0);
    expect(planned.lines[0]).toMatchObject({ type: 'plan', plan: { profile: { id: 'fantasma' }, route: 'root' } });
    const ended = await station.wipe(PHONE, ['--profiles', profiles]);
    expect({ code: ended.code, result: summaryOf(ended)['result'] }, ended.stderr).toEqual({
      code: 0,
      result: 'verified',
    });
    const shown = await station.run(['certificate', 'show', String(summaryOf(ended)['certificate'])]);
    expect(shown.stdout).toContain('fantasma');
    expect(shown.stdout).toContain('SIMULATED');
  }, 120_000);
});
