/** System properties as files in the folder that the phone sees as /dev/__properties__. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { traitOf } from '../definition.ts';
import type { Unit } from './unit.ts';

export class Properties {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Empty when it is not set, as property_get says. */
  get(name: string): string {
    try {
      return readFileSync(join(this.folder, name), 'utf8');
    } catch {
      return '';
    }
  }

  set(name: string, value: string): void {
    writeFileSync(join(this.folder, name), value, { mode: 0o644 });
  }

  /** As at power-on: only these. */
  replaceAll(values: Readonly<Record<string, string>>): void {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true, mode: 0o755 });
    for (const [name, value] of Object.entries(values)) this.set(name, value);
  }
}

/** The properties that the boot images and the boot loader give, in every mode. */
export function firmwareProperties(unit: Unit): Record<string, string> {
  const { definition, memory } = unit;
  const renamed = memory.resets > 0 ? traitOf(definition, 'new-serial')?.serial : undefined;
  const serial = renamed ?? definition.properties['ro.serialno'];
  const metadata = definition.userdata.encryption === 'metadata';
  return {
    'ro.crypto.state': metadata ? 'encrypted' : 'unencrypted',
    ...(metadata ? { 'ro.crypto.type': 'file', 'ro.crypto.metadata.enabled': 'true' } : {}),
    ...definition.properties,
    ...(serial === undefined ? {} : { 'ro.serialno': serial, 'ro.boot.serialno': serial }),
    'ro.wipebench.virtual': '1',
  };
}
