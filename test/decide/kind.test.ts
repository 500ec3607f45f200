import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../src/decide/kind.ts';
import { PIXEL } from './properties.ts';

const SAMSUNG = {
  'ro.product.model': 'SM-G950F',
  'ro.hardware': 'samsungexynos8895',
  'gsm.version.baseband': 'G950FXXU',
};

const PRINT = (brand: string, device: string) => `${brand}/${device}/${device}:9/P/1:user/release-keys`;
const NOBODY = {
  'ro.product.brand': 'alps',
  'ro.hardware': 'mt6580',
  'ro.build.fingerprint': PRINT('alps', 'k80_bsp'),
};

const kind = (properties: Readonly<Record<string, string>>) => kindOf(new Map(Object.entries(properties))).kind;

describe('a phone that looks like an emulator is a phone', () => {
  test.each([
    ['a plain one', PIXEL],
    ['Samsung S8: the word emulator', { ...SAMSUNG, 'ro.build.characteristics': 'phone,emulator' }],
    ['Samsung S6 of China', { ...SAMSUNG, 'ro.build.characteristics': 'phone,emulator,china_wlan' }],
    ['Meizu PRO 5: with a blank', { ...SAMSUNG, 'ro.build.characteristics': 'phone emulator' }],
    ['Samsung: ro.kernel.qemu is 0', { ...SAMSUNG, 'ro.kernel.qemu': '0' }],
    ['LG, Huawei: qemu.hw.mainkeys', { ...SAMSUNG, 'qemu.hw.mainkeys': '0', 'ro.kernel.qemu.gles': '0' }],
    ['Oppo, Redmi: QC_Reference_Phone', { ...SAMSUNG, 'ro.product.board': 'QC_Reference_Phone' }],
    ['Xiaomi: bootloader unknown', { ...SAMSUNG, 'ro.bootloader': 'unknown' }],
    ['Sony', { ...SAMSUNG, 'ro.product.model': 'XQ-CC72', 'ro.hardware': 'qcom' }],
    [
      'one without a SIM slot but with verified boot',
      { 'ro.product.model': 'x', 'ro.hardware': 'y', 'ro.boot.verifiedbootstate': 'GREEN' },
    ],
  ])('%s', (_what, properties) => {
    expect(kind(properties)).toBe('phone');
  });
});

describe('what is no phone is never called one, and the other way round', () => {
  test.each([
    ['goldfish', { ...PIXEL, 'ro.hardware': 'goldfish' }, 'emulator'],
    [
      'a new image that names itself a product',
      { ...PIXEL, 'ro.hardware': 'ranchu', 'ro.product.device': 'emu64xa' },
      'emulator',
    ],
    ['Cuttlefish', { ...PIXEL, 'ro.hardware': 'cutf_cvm' }, 'emulator'],
    ['Genymotion', { ...PIXEL, 'ro.hardware': 'vbox86' }, 'emulator'],
    [
      'an old one, told by its kernel',
      { ...PIXEL, 'ro.hardware': '', 'ro.kernel.androidboot.hardware': 'ranchu' },
      'emulator',
    ],
    ['qemu without hardware', { 'ro.kernel.qemu': '1', 'ro.build.version.sdk': '34' }, 'emulator'],
    [
      'a generic system image',
      { 'ro.build.fingerprint': 'google/gsi_gms_arm64/gsi_arm64:14/A/1:user/release-keys' },
      'unknown',
    ],
    ['capitals', { ...PIXEL, 'ro.hardware': 'Goldfish' }, 'emulator'],
    [
      'redroid with the model of a Sony',
      { ...PIXEL, 'ro.hardware': 'redroid', 'ro.kernel.qemu': '1', 'ro.product.model': 'XQ-CC72' },
      'emulator',
    ],
    ['Waydroid', { ...PIXEL, 'ro.hardware': 'waydroid' }, 'emulator'],
    ['qemu with a strange hardware', { ...PIXEL, 'ro.kernel.qemu': '1' }, 'unknown'],
    ['qemu told by the boot loader', { ...PIXEL, 'ro.boot.qemu': '1' }, 'unknown'],
    [
      'an emulator that poses as SM-N975F',
      { 'ro.product.brand': 'samsung', 'ro.product.model': 'SM-N975F', 'ro.hardware': 'intel' },
      'emulator',
    ],
    ['a computer with Android-x86', { ...PIXEL, 'ro.hardware': 'android_x86_64' }, 'unknown'],
    ['BlueStacks by its own properties', { ...PIXEL, 'bst.version': '5', 'ro.hardware': 'qcom' }, 'emulator'],
    ['BlueStacks by its services', { ...PIXEL, 'init.svc.bstsvcmgrtest': 'running' }, 'emulator'],
    ['a virtual phone of ours', { ...PIXEL, 'ro.wipebench.virtual': '1' }, 'virtual'],
    ['names of a tablet alone', { 'ro.product.brand': 'samsung', 'ro.product.model': 'SM-T510' }, 'unknown'],
    ['names of a television alone', { 'ro.product.brand': 'Amazon', 'ro.product.model': 'AFTMM' }, 'unknown'],
    ['a watch', { ...PIXEL, 'ro.build.characteristics': 'nosdcard,watch' }, 'other'],
    ['a television', { ...PIXEL, 'ro.build.characteristics': 'tv' }, 'other'],
    ['a car', { ...PIXEL, 'ro.build.characteristics': 'nosdcard automotive' }, 'other'],
    ['the Windows subsystem with the names of a Pixel', { ...PIXEL, 'ro.hardware': 'windows_x86_64' }, 'emulator'],
    [
      'Android-x86, told by its boot loader',
      { ...PIXEL, 'ro.hardware': '', 'ro.boot.hardware': 'android_x86_64' },
      'unknown',
    ],
    [
      'a television, told by its partner’s name',
      { ...PIXEL, 'ro.com.google.clientidbase': 'android-philips-tv' },
      'other',
    ],
    [
      'the fingerprint alone of who sells televisions too',
      { 'ro.build.fingerprint': PRINT('Philips', 'PH7M') },
      'unknown',
    ],
    [
      'a build id of another release',
      { 'ro.build.fingerprint': 'samsung/beyond1/beyond1:7.1.2/PPR1.190810.011/1:user/release-keys' },
      'unknown',
    ],
    [
      'an emulator that poses as SM-S9080 over the fingerprint of another phone',
      {
        'ro.product.brand': 'samsung',
        'ro.product.model': 'SM-S9080',
        'ro.build.fingerprint': PRINT('OnePlus', 'OnePlus8Pro'),
      },
      'unknown',
    ],
    ['Bliss OS on a computer', { 'ro.hardware': 'android_x86_64', 'ro.product.model': 'Bliss OS' }, 'other'],
    ['a reader of electronic paper', { ...NOBODY, 'ro.product.device': 'px30_eink' }, 'other'],
    ['a head unit', { ...NOBODY, 'ro.boottime.carplay_receiver': '1' }, 'other'],
    ['a head unit of FYT', { ...NOBODY, 'ro.build.fytmanufacturer': '44' }, 'other'],
    ['a head unit by its name for Bluetooth', { ...NOBODY, 'ro.bt.name': 'CarBt' }, 'other'],
    ['a phone that knows of cars', { ...PIXEL, 'ro.hicar.usbonly': '1' }, 'phone'],
    ['a device of Amazon with an unknown name', { 'ro.build.fingerprint': PRINT('Amazon', 'newname') }, 'unknown'],
    ['a phone of Amazon', { 'ro.build.fingerprint': PRINT('Amazon', 'kodiak') }, 'phone'],
    ['a tablet', { ...PIXEL, 'ro.build.characteristics': 'tablet' }, 'tablet'],
    ['names alone', { 'ro.product.brand': 'samsung', 'ro.product.model': 'SM-N975F' }, 'unknown'],
    ['neither modem nor verified boot', { 'ro.product.model': 'x', 'ro.hardware': 'y' }, 'unknown'],
    ['nothing', {}, 'unknown'],
  ])('%s', (_what, properties, wanted) => {
    expect(kind(properties)).toBe(wanted);
  });
});

test('whatever else it says, a phone of ours or on emulated hardware is never a phone; and a reason is given', () => {
  const marks = fc.constantFrom(
    { 'ro.wipebench.virtual': '1' },
    { 'ro.hardware': 'ranchu' },
    { 'ro.hardware': 'redroid' },
    { 'ro.kernel.qemu': '1' },
  );
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...Object.keys(PIXEL)), fc.string()), marks, (rest, mark) => {
      const found = kindOf(new Map(Object.entries({ ...PIXEL, ...rest, ...mark })));
      expect(found.kind).not.toBe('phone');
      expect(found.why.join('')).not.toBe('');
    }),
  );
});
