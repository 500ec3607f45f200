import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUserSpace, parseGetvar, partitionBytes, partitionType, variable, yesOrNo } from '../../src/decide/getvar.ts';

const read = (text: string) => Object.fromEntries(parseGetvar(text).variables);

describe('what a boot loader lists', () => {
  test.each([
    ['nothing', '', {}],
    ['plainly', '(bootloader) product:oriole\n', { product: 'oriole' }],
    ['with blanks', '(bootloader)  version-bootloader: MBM-3.0 \r\n', { 'version-bootloader': 'MBM-3.0' }],
    ['without the mark', 'unlocked: no\nsecure: yes', { unlocked: 'no', secure: 'yes' }],
    ['partitions', '(bootloader) partition-size:userdata: 0x52cc\n', { 'partition-size:userdata': '0x52cc' }],
    ['blanks in a type', '(bootloader) partition-type:sgpt: raw data\n', { 'partition-type:sgpt': 'raw data' }],
    [
      'slots',
      '(bootloader) slot-retry-count:b:6\n(bootloader) has-slot:boot:yes\n',
      { 'slot-retry-count:b': '6', 'has-slot:boot': 'yes' },
    ],
    ['colons in a value', '(bootloader) uptime: 10:20:30\n', { uptime: '10:20:30' }],
    ['nothing behind the colon', '(bootloader) version-baseband:\n', { 'version-baseband': '' }],
    ['the words of the program', 'all:\nFinished. Total time: 0.025s\n< waiting for any device >\n', {}],
    [
      'a fingerprint in parts',
      '(bootloader) ro.build.fingerprint[0]: motorola/a\n(bootloader) ro.build.fingerprint[1]: /b:13\n(bootloader) ro.build.fingerprint[2]:  end\n',
      { 'ro.build.fingerprint': 'motorola/a/b:13end' },
    ],
    ['parts in another order', '(bootloader) k[1]: b\n(bootloader) k[0]: a\n', { k: 'ab' }],
    [
      'the number of a disk behind the partition',
      'partition-size:userdata:0: 0x100000\npartition-type:userdata:0: raw\nslot-retry-count:a:6\n',
      { 'partition-size:userdata': '0x100000', 'partition-type:userdata': 'raw', 'slot-retry-count:a': '6' },
    ],
    [
      'the packets of the protocol',
      'INFOproduct: vayu\nTEXTsecure: yes\nINFO: x\n',
      { product: 'vayu', secure: 'yes', INFO: 'x' },
    ],
    ['a string of JSON', '(bootloader) a:1\\n(bootloader) b:2\\n', { a: '1', b: '2' }],
    ['a name twice', '(bootloader) a:\n(bootloader) a: 1\n(bootloader) a: 2\n', { a: '1' }],
    [
      'names that mean something in JavaScript',
      '__proto__: x\nconstructor: y\n',
      { ['__proto__']: 'x', constructor: 'y' },
    ],
    ['lines that are none', 'FAILED (remote)\nhello\n', {}],
  ])('%s', (_what, text, wanted) => {
    expect(Object.entries(read(text))).toEqual(Object.entries(wanted));
  });

  test.each([
    ['0x52cc00000', 0x52cc00000],
    ['0X10', 16],
    ['d416fbe00', 0xd416fbe00],
    ['1000000', 0x1000000],
    ['0x0000000575a00000', 0x575a00000],
    ['0x0', undefined],
    ['0x0000000000000000', undefined],
    ['', undefined],
    ['raw', undefined],
    ['0xffffffffffffffffffff', undefined],
  ])('a size of %j is %s bytes', (text, bytes) => {
    expect(partitionBytes(parseGetvar(`partition-size:userdata:${text}`), 'userdata')).toBe(bytes);
  });

  test('types, the first that is told, and yes or no', () => {
    const getvar = parseGetvar('partition-type:userdata: f2fs\nserialno:\nserial: A\n');
    expect(partitionType(getvar, 'userdata')).toBe('f2fs');
    expect(partitionType(getvar, 'cache')).toBeUndefined();
    expect(variable(getvar, 'serialno', 'serial')).toBe('A');
    expect([yesOrNo('YES'), yesOrNo('false'), yesOrNo('maybe'), yesOrNo(undefined)]).toEqual([
      true,
      false,
      undefined,
      undefined,
    ]);
  });

  test.each([
    ['is-userspace:yes', true],
    ['is-userspace:no\nis-logical:system_a:yes', false],
    ['cpu-abi:arm64-v8a\nsuper-partition-name:super', true],
    ['is-logical:boot_b:no', true],
    ['is_logical:data: no', true],
    ['is-userspace: no\nis_logical:data: no', false],
    ['product:oriole', false],
  ])('%j is fastbootd: %s', (text, wanted) => {
    expect(isUserSpace(parseGetvar(text))).toBe(wanted);
  });

  test('nothing makes it throw, and a long list is read to its limit', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(':', '\n', '(bootloader) ', '[0]', '[', ']', 'a', ' ', '\u0000') }),
        (text) => {
          for (const [name, value] of parseGetvar(text).variables)
            expect([typeof name, typeof value]).toEqual(['string', 'string']);
        },
      ),
    );
    expect(parseGetvar('a:b\n'.repeat(300_000)).variables.size).toBe(1);
    expect(parseGetvar(`${'x'.repeat(5_000_000)}`).variables.size).toBe(0);
  });
});
