/** One virtual phone on its seat, as a bench handles it. */
import { join } from 'node:path';
import { Fault } from '../../faults/fault.ts';
import type { PhoneDefinition } from '../definition.ts';
import { EmulatorSide } from '../emulator/emulator-side.ts';
import type { PhoneState } from '../events.ts';
import { FastbootPort } from '../fastboot/fastboot-port.ts';
import { FastbootSide } from '../fastboot/fastboot-side.ts';
import { AdbSide } from './adb-side.ts';
import { makePhone } from './android-boot.ts';
import { BootSequence, type RecoveryKeys } from './boot-sequence.ts';
import { type Person, personAt } from './person.ts';
import { PhoneBody, type PhonePlace } from './phone-body.ts';
import { reboot } from './reboot.ts';
import { openUnit, type PartitionName } from './unit.ts';

export class PhoneOnSeat {
  readonly name: string;
  readonly seat: string;
  readonly person: Person;
  readonly #body: PhoneBody;
  readonly #adb: AdbSide;
  readonly #fastboot: FastbootSide;
  readonly #boot: BootSequence;
  readonly #emulator: EmulatorSide | undefined;

  private constructor(body: PhoneBody, port: FastbootPort) {
    this.name = body.name;
    this.seat = body.place.seat.name;
    this.#body = body;
    const wishReboot = (target: string) => body.wish(() => reboot(body, this.#boot, target));
    this.#adb = new AdbSide(body, { reboot: wishReboot, wipe: () => this.#boot.wipeInRescue() });
    this.#fastboot = new FastbootSide(body, port, { reboot: wishReboot, step: (name) => this.#boot.step(name) });
    this.#boot = new BootSequence(body, this.#adb, this.#fastboot, wishReboot);
    this.person = personAt(body, this.#boot);
    const { consolePort } = body.place.seat;
    this.#emulator = consolePort === undefined ? undefined : new EmulatorSide(body, this.#boot, consolePort);
  }

  /** Opens or makes the phone and switches it on; resolves when it is up. When that fails, nothing of it is left. */
  static async start(definition: PhoneDefinition, place: PhonePlace): Promise<PhoneOnSeat> {
    const unit = await openUnit(definition, join(place.folder, definition.name), place.useLoop);
    const body = new PhoneBody(unit, place);
    const phone = new PhoneOnSeat(body, await FastbootPort.take());
    const isNew = !unit.memory.made;
    try {
      if (isNew) await unit.exclusively(() => makePhone(unit));
      const keys = definition.startIn === 'system' ? undefined : definition.startIn;
      await body.change(() => phone.#boot.switchOn('reboot', isNew, keys));
      await phone.#emulator?.open();
      if (definition.fastboot.starts) await body.change(() => reboot(body, phone.#boot, 'bootloader'));
    } catch (error) {
      await phone.close();
      throw error;
    }
    return phone;
  }

  /** Block device or file of a partition; what the phone's block node is bound to. */
  rawPath(partition: string): string {
    const { partitions, sdCard } = this.#body.unit;
    const found = partitions[partition as PartitionName] ?? (partition === 'sdcard' ? sdCard : undefined);
    if (found === undefined) throw new Fault('USAGE_ARGUMENT', `${this.name} has no partition ${partition}.`);
    return found.node;
  }

  /** The owner ticks "always allow from this computer", now and for later questions. */
  allowKeys(): void {
    this.#adb.allowKeys();
  }

  /** `tcp:HOST:PORT@SEAT`, as the option --fastboot takes it. */
  get fastbootAddress(): string {
    return `${this.#fastboot.address}@tcp:${this.seat}`;
  }

  /** Both at once: who pulls the cable and puts it back means both of them, in this order. */
  async unplug(): Promise<void> {
    await Promise.all([this.#fastboot.unplug(), this.#adb.unplug()]);
  }

  async plug(): Promise<void> {
    await Promise.all([this.#fastboot.plug(), this.#adb.plug()]);
  }

  /** A person holds the keys until recovery shows its menu, and chooses there. Resolves when it is reached. */
  pressRecoveryKeys(choice: RecoveryKeys = 'recovery'): Promise<void> {
    const body = this.#body;
    return body.change(async () => {
      body.enter('booting');
      await this.#boot.goDown();
      await this.#boot.switchOn('cold', false, choice);
    });
  }

  get state(): PhoneState {
    return this.#body.state;
  }

  /** Resolves when the phone is in the state and, if it is visible there, plugged in. */
  waitForState(state: PhoneState, signal: AbortSignal): Promise<void> {
    return this.#body.board.waitFor(state, signal);
  }

  async close(): Promise<void> {
    const body = this.#body;
    if (!body.closeToChanges()) return;
    await this.#emulator?.close();
    await this.#boot.goDown();
    await body.settled();
    // The change that just ended may have come up to showing the phone once more.
    await body.place.seat.leave();
    await this.#fastboot.leave();
    const { unit } = body;
    await unit.exclusively(() => unit.userdata.sync()).catch(() => undefined);
    await unit.close();
    body.enter('off');
  }
}
