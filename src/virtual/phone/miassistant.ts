/**
 * Xiaomi's recovery in "Connect with MIAssistant": minadbd without AOSP's rescue mode and with text services of its own
 * (client: github.com/offici5l/MiAssistantTool). Names are compared by their beginning, so every restart that it does not
 * know is a plain one.
 */
import { createHash } from 'node:crypto';
import type { StartService } from '../adb/connection.ts';
import { say } from '../adb/services.ts';

const REBOOT_TARGETS = ['bootloader', 'fastboot', 'recovery'];

export interface MiAssistantHost {
  readonly formatDisabled: boolean;
  property(name: string): string;
  reboot(target: string): void;
  /** True for success; rejects when the phone dies meanwhile, and then there is no answer. */
  wipe(): Promise<boolean>;
}

/** Something that stays and is not the serial, as the number of a chip. */
function chipNumber(serial: string): string {
  return `0x${createHash('sha256').update(serial).digest('hex').slice(0, 8)}`;
}

function answers(host: MiAssistantHost): Readonly<Record<string, () => string>> {
  return {
    'getdevice:': () => `${host.property('ro.product.device')}_global`,
    // The version is the only place where a virtual phone can say what it is.
    'getversion:': () => `${host.property('ro.build.version.incremental')}-wipebench-virtual`,
    'getsn:': () => chipNumber(host.property('ro.serialno')),
    'getromzone:': () => '2',
    'getbranch:': () => 'F',
    'getlanguage:': () => 'en',
    'getregion:': () => 'GB',
  };
}

export function miassistantService(host: MiAssistantHost, name: string): StartService | undefined {
  const answer = answers(host)[name];
  if (answer !== undefined) return say(`${answer()}\n`);
  if (name.startsWith('reboot:')) {
    const target = name.slice('reboot:'.length);
    return say('reboot.\n', () => host.reboot(REBOOT_TARGETS.includes(target) ? target : ''));
  }
  if (!name.startsWith('format-data:')) return undefined;
  if (host.formatDisabled) return say('Format_data_is_already_disable.\n');
  return (stream) => {
    host.wipe().then(
      (done) => {
        stream.send(Buffer.from(done ? 'Format_data_success.\n' : 'Format_data_failed.\n'));
        stream.end();
      },
      () => undefined,
    );
  };
}
