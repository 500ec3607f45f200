/** What recovery's minadbd offers in sideload and rescue mode, and nothing else (recovery/minadbd/minadbd_services.cpp). */
import type { StartService } from '../adb/connection.ts';
import { say } from '../adb/services.ts';

const REBOOT_TARGETS = ['', 'bootloader', 'recovery', 'rescue', 'fastboot'];
/** The only properties that rescue-getprop answers in AOSP, and our mark. */
const READABLE = new Set([
  'rescue.battery_level',
  'ro.build.date.utc',
  'ro.build.fingerprint',
  'ro.build.flavor',
  'ro.build.id',
  'ro.build.product',
  'ro.build.tags',
  'ro.build.version.incremental',
  'ro.product.device',
  'ro.product.vendor.device',
  'ro.wipebench.virtual',
]);
const DONE = 'DONEDONE';
const FAILED = 'FAILFAIL';

export interface MinadbdHost {
  readonly mode: 'sideload' | 'rescue';
  property(name: string): string;
  reboot(target: string): void;
  /** True for success; rejects when the phone dies meanwhile, and then there is no answer. */
  wipe(): Promise<boolean>;
}

function getprop(host: MinadbdHost, name: string): StartService {
  const names = name === '' ? [...READABLE] : [name];
  const value = (each: string) => (READABLE.has(each) ? host.property(each) : '');
  const lines = name === '' ? names.map((each) => `${each}: ${value(each)}`) : [value(name)];
  return say(`${lines.join('\n')}\n`);
}

export function minadbdService(host: MinadbdHost, name: string): StartService | undefined {
  const [service = '', argument = ''] = name.split(/:(.*)/s, 2);
  if (service === 'reboot' && REBOOT_TARGETS.includes(argument)) return () => host.reboot(argument);
  if (host.mode !== 'rescue') return undefined;
  if (service === 'rescue-getprop') return getprop(host, argument);
  // The number is the length of the answer that the host waits for.
  if (service === 'rescue-wipe' && /^userdata:\d+$/.test(argument)) {
    return (stream) => {
      host.wipe().then(
        (done) => {
          stream.send(Buffer.from(done ? DONE : FAILED));
          stream.end();
        },
        () => undefined,
      );
    };
  }
  return undefined;
}
