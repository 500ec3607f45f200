import { describe, expect, test } from 'vitest';
import { identify } from '../../src/decide/identify.ts';
import { identitySchema } from '../../src/model/identity.ts';
import { told } from './identities.ts';
import { answered, identityOf, PIXEL, printed } from './properties.ts';

describe('a boot loader', () => {
  const of = (...lines: string[]) =>
    identify({ getvar: answered(lines.map((line) => `(bootloader) ${line}`).join('\n')) });

  test('tells what it tells, with its sources', () => {
    const identity = of(
      'product:H8166',
      'variant:SDM UFS',
      'unlocked:no',
      'serialno:0123456789ABCDEF',
      'serial:QV1234',
      'partition-size:userdata: 0x52cc00000',
      'first-api-level:28',
      'imei:356938111042371',
      'imei2:000000000000000',
    );
    expect(identity).toMatchObject({
      kind: 'phone',
      maker: { value: 'Sony', source: 'getvar product' },
      model: { value: 'H8166' },
      serial: { value: 'QV1234', source: 'getvar serial' },
      imeis: { value: ['356938111042371'], source: 'getvar imei' },
      storage: { type: { value: 'ufs', source: 'getvar variant' }, bytes: { value: 0x52cc00000 } },
      bootLock: { value: 'locked' },
      launchApiLevel: { value: 28 },
      confidence: 'medium',
    });
    expect(identitySchema.parse(identity)).toEqual(identity);
  });

  test.each([
    ['emmc: 32GB SAMSUNG RX1BMB', 'emmc'],
    ['storage-type: UFS', 'ufs'],
    ['variant:SM8 UFS', 'ufs'],
    ['variant:SDM EMMC', 'emmc'],
    ['variant:', 'unknown'],
    ['ufs: N/A', 'unknown'],
  ])('storage by %j: %s', (line, type) => {
    expect(told(of(line).storage.type)).toBe(type);
  });

  test.each([
    ['version-bootloader: MBM-3.0-uefi-e666aa4b16c-220816', 'Motorola'],
    ['sku: XT2225-1', 'Motorola'],
    ['version-bootloader:1310-7079_X_Boot_SDM845_LA2.0.1_Q_207', 'Sony'],
    ['version-bootloader:slider-14.5-12077519', 'Google'],
    ['product:hammerhead', 'Google'],
    ['system-fingerprint:samsung/gta4leea/gta4l:12/SP1A.210812.016/T505XXS8CXG1:user/release-keys', 'Samsung'],
    ['version-bootloader:T505XXS8CXG1', 'Samsung'],
    ['unlock_status: false', 'Amazon'],
    ['is-special-psn:no', 'Nokia (HMD)'],
    ['lock_count:0', 'LG'],
    ['modelid: 0P6B12000', 'HTC'],
    ['rescue_version: rescue0.6', 'Huawei'],
    ['anti: 4', 'Xiaomi'],
    ['product: alioth', 'Xiaomi'],
    ['product: FP4', 'Fairphone'],
    ['product: NX769J', 'Nubia'],
    ['product: RMX3241', 'Realme'],
    ['variant:rk3229_evb', 'Rockchip'],
    ['product: MSM8996', 'unknown'],
    ['product: k61v1_64_bsp', 'unknown'],
    ['kernel:uefi', 'unknown'],
  ])('%s: %s', (line, maker) => {
    expect(told(of(line).maker)).toBe(maker);
  });

  test('one of ours says so', () => {
    expect(of('product:oriole', 'wipebench-virtual: 1').kind).toBe('virtual');
  });

  test('the emulator Cuttlefish is none of a phone', () => {
    expect(of('product:vsoc_x86_64', 'unlocked:yes')).toMatchObject({
      kind: 'emulator',
      variant: { value: 'cuttlefish' },
    });
  });
});

describe('trade-in mode', () => {
  test('stands in for the shell', () => {
    const json = {
      serial: '1A051FDF6000VP',
      imeis: ['356938111042371'],
      product: { brand: 'google', manufacturer: 'Google', device: 'tokay', model: 'Pixel 9', name: 'tokay' },
      launch_level: 34,
      storage: { capacity_bytes: 128_000_000_000 },
    };
    const identity = identify({ props: { unavailable: 'closed' }, 'trade-in': answered(JSON.stringify(json)) });
    expect(identity).toMatchObject({
      kind: 'phone',
      maker: { value: 'Google', source: 'tradeinmode getstatus' },
      model: { value: 'Pixel 9' },
      serial: { value: '1A051FDF6000VP' },
      imeis: { value: ['356938111042371'], source: 'tradeinmode getstatus' },
      launchApiLevel: { value: 34 },
      storage: { bytes: { value: 128_000_000_000 } },
      confidence: 'high',
    });
    expect(identitySchema.parse(identity)).toEqual(identity);
  });

  test('a tablet is known by its names', () => {
    const product = { brand: 'samsung', manufacturer: 'samsung', device: 'gts9', model: 'SM-X710' };
    expect(identify({ 'trade-in': answered(JSON.stringify({ product })) }).kind).toBe('tablet');
  });

  test('of nobody known tells no kind', () => {
    expect(identify({ 'trade-in': answered('{"product":{"brand":"alps"}}') }).kind).toBe('unknown');
  });
});

describe('Xiaomi’s recovery', () => {
  const of = (text: string) => identify({ miassistant: answered(text) });

  test('tells code name and the number of the chip', () => {
    expect(of('getdevice=dada_global\ngetsn=0x12ab34cd\ngetversion=OS2.0.214.0\ngetromzone=2')).toMatchObject({
      kind: 'phone',
      maker: { value: 'Xiaomi' },
      device: { value: 'dada_global', source: 'MIAssistant getdevice' },
      serial: { value: '0x12ab34cd', source: 'MIAssistant getsn' },
    });
  });

  test('a tablet is known by its code name', () => {
    expect(of('getdevice=nabu_eea').kind).toBe('tablet');
  });

  test('no answer is nobody', () => {
    expect(of('')).toMatchObject({ kind: 'unknown', maker: { unavailable: expect.any(String) } });
  });
});

describe('properties of newer releases and of makers', () => {
  test.each([
    ['model', { 'ro.product.model': '', 'ro.product.vendor.model': 'Pixel 6' }, 'Pixel 6'],
    ['brand', { 'ro.product.brand': '', 'ro.product.system.brand': 'google' }, 'google'],
    ['device', { 'ro.product.device': '' }, 'oriole'],
    ['release', { 'ro.build.version.release': '', 'ro.build.version.release_or_codename': '15' }, '15'],
    ['sdk', { 'ro.build.version.sdk': '', 'ro.system.build.version.sdk': '35' }, 35],
    [
      'fingerprint',
      { 'ro.build.fingerprint': '', 'ro.vendor.build.fingerprint': 'google/a/a:1/B/1:user/release-keys' },
      'google/a/a:1/B/1:user/release-keys',
    ],
    ['buildType', { 'ro.build.type': '', 'ro.system.build.type': 'user' }, 'user'],
    ['deviceName', { 'ro.product.marketname': 'Redmi Note 9' }, 'Redmi Note 9'],
    ['deviceName', { 'ro.config.marketing_name': 'HUAWEI P50' }, 'HUAWEI P50'],
    ['deviceName', { 'ro.vendor.oplus.market.name': 'Find X8' }, 'Find X8'],
    ['launchApiLevel', { 'ro.product.first_api_level': '', 'ro.board.first_api_level': '31' }, 31],
  ] as const)('%s from %j', (name, change, value) => {
    expect(identityOf(change)[name]).toMatchObject({ value });
  });

  test.each([
    ['1d84000.ufshc', 'ufs'],
    ['soc/7824900.sdhci', 'emmc'],
    ['bootdevice,11270000.ufshci', 'ufs'],
    ['soc:ap-ahb/20600000.sdio', 'emmc'],
    ['11230000.msdc', 'emmc'],
    ['14700000.ufs', 'ufs'],
    ['something', 'unknown'],
  ])('storage that starts from %s: %s', (device, type) => {
    expect(told(identityOf({ 'ro.boot.bootdevice': device }).storage.type)).toBe(type);
  });

  test.each([
    [{ 'ro.product.name': 'lineage_oriole' }, 'lineage'],
    [{ 'ro.lineage.build.version': '21.0' }, 'lineage'],
    [{ 'ro.modversion': 'LineageOS 20' }, 'lineage'],
    [{ 'ro.build.user': 'grapheneos' }, 'graphene'],
    [{ 'ro.crdroid.version': '10' }, 'custom'],
    [{ 'org.pixelexperience.version': '13' }, 'custom'],
    [{ 'ro.product.name': 'aosp_oriole' }, 'custom'],
    [{ 'hw_sc.build.platform.version': '4.0.0' }, 'harmony'],
    [{ 'hw_sc.anco.enable': 'true' }, 'harmony-next'],
    [{ 'ro.board.platform': 'sdfnkos_rgm' }, 'harmony-next'],
    [{ 'ro.kaios.version': '2.5.4' }, 'kaios'],
    [{}, 'unknown'],
  ])('the system of %j: %s', (change, rom) => {
    expect(told(identityOf(change).rom)).toBe(rom);
  });

  test('a virtual phone plays another: its kind is its own, variant and system are of what it plays', () => {
    const redroid = { 'ro.hardware': 'redroid', 'ro.wipebench.virtual': '1' };
    expect(identityOf(redroid)).toMatchObject({ kind: 'virtual', variant: { value: 'redroid' } });
    expect(identityOf({ 'ro.kaios.version': '3', 'ro.wipebench.virtual': '1' })).toMatchObject({
      kind: 'virtual',
      rom: { value: 'kaios' },
    });
  });

  test('a cut list says so', () => {
    const identity = identify({ props: answered(`${printed(PIXEL)}[vendor.x]: [un`) });
    expect(identity.why).toContain('the list of properties was cut');
    expect(identity.kind).toBe('phone');
  });

  test('a value that a terminal broke is whole again', () => {
    expect(told(identityOf({ 'ro.product.model': 'Pix\nel 6' }).model)).toBe('Pixel 6');
  });
});
