/** What a switched-on phone shows to ADB in each of its modes. */
import type { ChildProcess } from 'node:child_process';
import type { DaemonFace } from '../adb/connection.ts';
import type { DaemonHost } from '../adb/daemon-host.ts';
import { daemonService } from '../adb/services.ts';
import type { PhoneDefinition } from '../definition.ts';
import { traitOf } from '../definition.ts';
import { type MinadbdHost, minadbdService } from './minadbd.ts';
import type { Properties } from './properties.ts';
import { tradeInService } from './trade-in.ts';

const MIB = 1024 * 1024;
const FEATURES = 'shell_v2,cmd,stat_v2,ls_v2,fixed_push_mkdir';

/** adb replaces what is not a letter, digit, dash, underscore or dot by an underscore when it shows the values. */
function banner(mode: string, properties: Properties): string {
  const value = (name: string) => `${name}=${properties.get(name).replace(/[;\0]/g, '_')};`;
  const product = ['ro.product.name', 'ro.product.model', 'ro.product.device'].map(value).join('');
  // CNXN must stay within 4096 bytes.
  return `${mode}::${product.slice(0, 2048)}features=${FEATURES}`;
}

function common(definition: PhoneDefinition) {
  const cable = definition.cable && definition.cable.mibPerSecond * MIB;
  const own = traitOf(definition, 'slow')?.bytesPerSecond;
  return { bytesPerSecond: cable === undefined ? own : Math.min(cable, own ?? cable) };
}

export interface Authorisation {
  readonly required: boolean;
  keys(): readonly string[];
  offer(line: string): Promise<boolean>;
}

export function daemonFace(
  mode: 'device' | 'recovery',
  definition: PhoneDefinition,
  properties: Properties,
  authorisation: Authorisation,
  host: DaemonHost,
): DaemonFace {
  return {
    ...common(definition),
    banner: banner(mode, properties),
    authRequired: authorisation.required,
    authorisedKeys: authorisation.keys,
    offerKey: authorisation.offer,
    service: (name) => daemonService(host, name),
  };
}

const OPEN_TO_ALL = { authRequired: false, authorisedKeys: () => [], offerKey: async () => false };

export function minadbdFace(definition: PhoneDefinition, properties: Properties, host: MinadbdHost): DaemonFace {
  return {
    ...common(definition),
    ...OPEN_TO_ALL,
    banner: banner(host.mode, properties),
    service: (name) => minadbdService(host, name),
  };
}

/** For everybody, with the services of its own. */
export function openFace(
  mode: 'sideload',
  definition: PhoneDefinition,
  properties: Properties,
  service: DaemonFace['service'],
): DaemonFace {
  return { ...common(definition), ...OPEN_TO_ALL, banner: banner(mode, properties), service };
}

export function tradeInFace(
  definition: PhoneDefinition,
  properties: Properties,
  run: (program: readonly string[]) => ChildProcess,
): DaemonFace {
  return {
    ...common(definition),
    ...OPEN_TO_ALL,
    banner: banner('device', properties),
    service: (name) => tradeInService(run, name),
  };
}
