/** What can be done with a phone over adb, by the state it is in. A missing member means: not in this state. */
import { Fault } from '../../faults/fault.ts';
import type { DeviceState } from '../../model/sighting.ts';
import type { RebootTarget, RootReply, Session } from '../driver.ts';
import { type AdbServerAddress, openService } from './connection.ts';
import { ROOT_REPLIES } from './known-outputs.ts';
import { miAssistant } from './miassistant.ts';
import { pushFile } from './push.ts';
import { adbShell } from './shell.ts';

/** `rescue-wipe:userdata:8` answers 8 bytes (AOSP bootable/recovery/minadbd/minadbd_services.cpp). */
const RESCUE_MESSAGE_BYTES = 8;

async function readToEnd(address: AdbServerAddress, id: string, service: string, signal: AbortSignal): Promise<string> {
  const connection = await openService(address, id, service, signal);
  try {
    return (await connection.readAll()).toString('utf8');
  } finally {
    connection.close();
  }
}

function rootReply(text: string): RootReply {
  const words = ['restarting', 'already', 'refused'] as const;
  return words.find((word) => ROOT_REPLIES[word].test(text)) ?? 'not-understood';
}

/** Members by state; see AOSP adb/transport.cpp for the states, minadbd_services.cpp for sideload and rescue. */
export function adbSession(address: AdbServerAddress, transportId: string, state: DeviceState): Session {
  const reboot = async (target: RebootTarget, signal: AbortSignal) => {
    const argument = target === 'system' ? '' : target;
    await readToEnd(address, transportId, `reboot:${argument}`, signal);
  };
  const close = async () => undefined;
  if (state === 'sideload') {
    const miassistant = miAssistant((service, signal) => readToEnd(address, transportId, service, signal));
    return { reboot, close, miassistant };
  }
  if (state === 'rescue') {
    return {
      reboot,
      close,
      rescueWipe: (signal) => readToEnd(address, transportId, `rescue-wipe:userdata:${RESCUE_MESSAGE_BYTES}`, signal),
      rescueGetprop: async (property, signal) => {
        if (!/^[a-z0-9_.]+$/i.test(property)) throw new Fault('BUG_UNREACHABLE', 'Not a property name.');
        return (await readToEnd(address, transportId, `rescue-getprop:${property}`, signal)).trim();
      },
    };
  }
  if (state !== 'device' && state !== 'recovery') return { close };
  return {
    shell: adbShell(address, transportId),
    reboot,
    root: async (signal) => rootReply(await readToEnd(address, transportId, 'root:', signal)),
    push: async (content, remotePath, signal) => {
      const connection = await openService(address, transportId, 'sync:', signal);
      try {
        await pushFile(connection, remotePath, content, Math.floor(Date.now() / 1000));
      } finally {
        connection.close();
      }
    },
    close,
  };
}
