/** Properties of phones for tests, and what a shell prints of them. */

import { identify } from '../../src/decide/identify.ts';
import type { Identity } from '../../src/model/identity.ts';
import type { Reading, Readings } from '../../src/model/readings.ts';

export const PIXEL: Readonly<Record<string, string>> = {
  'ro.build.fingerprint': 'google/oriole/oriole:14/AP2A.240905.003/12231197:userdebug/dev-keys',
  'ro.product.brand': 'google',
  'ro.product.manufacturer': 'Google',
  'ro.product.model': 'Pixel 6',
  'ro.product.device': 'oriole',
  'ro.product.name': 'oriole',
  'ro.product.first_api_level': '31',
  'ro.hardware': 'oriole',
  'ro.build.type': 'userdebug',
  'ro.build.version.release': '14',
  'ro.build.version.sdk': '34',
  'ro.build.version.security_patch': '2024-09-05',
  'ro.build.characteristics': 'nosdcard',
  'ro.debuggable': '1',
  'ro.boot.flash.locked': '0',
  'ro.boot.verifiedbootstate': 'orange',
  'ro.crypto.state': 'encrypted',
  'ro.crypto.type': 'file',
  'ro.crypto.metadata.enabled': 'true',
  'ro.crypto.metadata_init_delete_all_keys.enabled': 'true',
  'gsm.version.baseband': 'g5123b-130914',
  'ro.serialno': '1A051FDF6000VP',
};

export function printed(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties)
    .map(([key, value]) => `[${key}]: [${value}]\n`)
    .join('');
}

export function answered(stdout: string, exitCode = 0, stderr = ''): Reading {
  return { exitCode, stdout, stderr };
}

/** The Pixel above with some properties changed; an empty text stands for a missing one. */
export function identityOf(change: Readonly<Record<string, string>> = {}, more: Readings = {}): Identity {
  return identify({ props: answered(printed({ ...PIXEL, ...change })), ...more });
}

/** What `service call iphonesubinfo 1` prints for these digits: UTF-16, four words a line. */
export function parcelOf(digits: string): string {
  const bytes = Buffer.concat([
    Buffer.from(Uint32Array.of(0, digits.length).buffer),
    Buffer.from(`${digits}\0`, 'utf16le'),
  ]);
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = Buffer.concat([bytes.subarray(at, at + 16), Buffer.alloc(16)]).subarray(0, 16);
    const words = [0, 4, 8, 12].map((offset) => row.readUInt32LE(offset).toString(16).padStart(8, '0'));
    const text = [...row].map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    rows.push(`  0x${at.toString(16).padStart(8, '0')}: ${words.join(' ')} '${text}'`);
  }
  return `Result: Parcel(\n${rows.join('\n')})\n`;
}
