import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newVolume, parseCardVolumes, parseDisks } from '../../src/decide/cards.ts';

describe('disks', () => {
  it.each<[string, string, readonly string[] | undefined]>([
    ['one', 'disk:179,0\n', ['disk:179,0']],
    ['two', 'disk:179,64\r\ndisk:8,0\n', ['disk:179,64', 'disk:8,0']],
    ['none', '\n', []],
    ['an error in words', 'Error: java.lang.SecurityException', undefined],
    ['a command behind the name', 'disk:179,0; reboot', undefined],
    ['a second word', 'disk:179,0 public', undefined],
    ['too many digits', 'disk:1790000,0', undefined],
    ['a good and an odd line', 'disk:179,0\ndisk:$(id),0', undefined],
  ])('%s', (_name, text, ids) => expect(parseDisks(text)?.map(({ id }) => id)).toEqual(ids));

  it('whatever the phone says, a name is digits and two signs', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const { id } of parseDisks(text) ?? []) expect(id).toMatch(/^disk:\d{1,5},\d{1,5}$/);
        for (const { id, uuid } of parseCardVolumes(text)) {
          expect(id).toMatch(/^(public|private):\d{1,5},\d{1,5}$/);
          if (uuid !== undefined) expect(uuid).toMatch(/^[0-9A-Za-z][0-9A-Za-z-]*$/);
        }
      }),
    );
  });
});

const LIST =
  'private mounted null\nprivate:179,3 mounted 57f8f4bc-abf4\nemulated;0 mounted null\npublic:179,1 mounted 4B1D-9C7E\n';

describe('volumes', () => {
  it('the phone’s own are left out', () => {
    expect(parseCardVolumes(LIST)).toEqual([
      { id: 'private:179,3', kind: 'private', mounted: true, uuid: '57f8f4bc-abf4' },
      { id: 'public:179,1', kind: 'public', mounted: true, uuid: '4B1D-9C7E' },
    ]);
  });

  it.each([
    ['public:179,1 unmounted 4B1D-9C7E', [{ mounted: false, uuid: '4B1D-9C7E' }]],
    ['public:179,1 unmountable null', [{ mounted: false, uuid: undefined }]],
    ['public:179,1 mounted ../../data', [{ mounted: true, uuid: undefined }]],
    ['public:179,1 mounted $(id)', [{ mounted: true, uuid: undefined }]],
    ['public:179,1; mounted 4B1D-9C7E', []],
  ])('%s', (line, wanted) => expect(parseCardVolumes(line)).toMatchObject(wanted));
});

describe('the volume of a new file system', () => {
  const volumes = (...list: string[]) => parseCardVolumes(list.join('\n'));
  const before = volumes('public:179,1 mounted 4B1D-9C7E');

  it.each<[string, string, string | undefined]>([
    ['another name', 'public:179,1 mounted 1111-2222', '1111-2222'],
    ['the same name', 'public:179,1 mounted 4B1D-9C7E', undefined],
    ['not mounted yet', 'public:179,1 checking 1111-2222', undefined],
    ['without a name', 'public:179,1 mounted null', undefined],
    ['still adopted', 'public:179,1 mounted 1111-2222\nprivate:179,3 mounted 5555', undefined],
    ['none', '', undefined],
  ])('%s', (_name, now, uuid) => expect(newVolume(before, volumes(now))?.uuid).toBe(uuid));
});
