/**
 * What a boot loader, or fastbootd, answers to one command of the host (AOSP system/core/fastboot/README.md and
 * fastboot/device/commands.cpp). There is no download and no flash: nothing can be put on a virtual phone this way.
 */
import type { PartitionName } from '../phone/unit.ts';
import { allVariables, answerTo, type BootLoader, isLocked, knownPartitions, makerOf } from './variables.ts';

export interface FastbootHost {
  readonly loader: BootLoader;
  /** Whether the boot loader reports success; rejects when the phone dies in it. */
  erase(partition: PartitionName): Promise<boolean>;
  /** Carried out after the answer has gone out; the target is empty for the system. */
  reboot(target: string): void;
}

/** Never erased by a host, locked or not: the boot loader's own, and the lock of the owner. */
const CRITICAL: readonly PartitionName[] = ['misc', 'frp'];
const REBOOTS: Readonly<Record<string, string>> = {
  reboot: '',
  continue: '',
  'reboot-bootloader': 'bootloader',
  'reboot-recovery': 'recovery',
  'reboot-fastboot': 'fastboot',
};

async function* erase(host: FastbootHost, name: string): AsyncGenerator<string> {
  const { loader } = host;
  const maker = makerOf(loader);
  if (isLocked(loader)) return yield `FAIL${maker.lockedErase}`;
  const partition = knownPartitions(loader).find((each) => each === name);
  if (partition === undefined) return yield "FAILPartition doesn't exist";
  if (CRITICAL.includes(partition)) return yield `FAIL${maker.critical}`;
  if (loader.unit.definition.fastboot.updatePending) {
    return yield `FAILCannot erase ${name} while a snapshot update is in progress`;
  }
  const done = await host.erase(partition);
  if (loader.userspace) yield done ? 'OKAYErasing succeeded' : 'FAILErasing failed';
  else yield done ? 'OKAY' : 'FAILfailed to erase partition';
}

function* unlockAbility({ loader }: FastbootHost): Generator<string> {
  const allowed = loader.unit.definition.properties['sys.oem_unlock_allowed'] === '1';
  yield `INFOget_unlock_ability: ${allowed ? 1 : 0}`;
  yield 'OKAY';
}

/** The replies to one command, in order; the last one is `OKAY…` or `FAIL…`. Ends without one when the phone dies. */
export async function* repliesTo(host: FastbootHost, command: string): AsyncGenerator<string> {
  const { loader } = host;
  const [verb = '', argument = ''] = command.split(/:(.*)/s, 2);
  const reboot = REBOOTS[command];
  if (reboot !== undefined) {
    yield 'OKAY';
    return host.reboot(reboot);
  }
  if (command === 'getvar:all') {
    for (const line of allVariables(loader)) yield `INFO${line}`;
    return yield 'OKAY';
  }
  if (verb === 'getvar') return yield answerTo(loader, argument);
  if (verb === 'erase') return yield* erase(host, argument);
  if (command === 'flashing get_unlock_ability') return yield* unlockAbility(host);
  if (command === 'oem device-info' && loader.format === 'qualcomm' && !loader.userspace) {
    yield `INFODevice unlocked: ${!isLocked(loader)}`;
    return yield 'OKAY';
  }
  if (verb === 'download' || verb === 'flash') return yield 'FAILDownload is not allowed on a virtual phone';
  if (loader.userspace && command.startsWith('oem ')) return yield 'FAILUnable to open fastboot HAL';
  yield `FAIL${makerOf(loader).unknownCommand}${loader.userspace ? ` ${command}` : ''}`;
}
