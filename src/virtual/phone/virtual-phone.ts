/**
 * One virtual phone on its seat: power, boot loader, Android and recovery as one state machine. Only one change of state
 * runs at a time; a wish for another (a reboot from a shell) waits for it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../../faults/fault.ts';
import type { DaemonHost } from '../adb/services.ts';
import { type DeathStep, type PhoneDefinition, traitOf } from '../definition.ts';
import type { PhoneState, VirtualEvent } from '../events.ts';
import { readBootloaderMessage, writeBootloaderMessage } from '../storage/bootloader-message.ts';
import { phoneView } from '../userland/phone-view.ts';
import { startInSandbox } from '../userland/sandbox.ts';
import type { Userland } from '../userland/tools.ts';
import { adbModeOf, debuggable, makePhone, mountAndroid, startAndroid } from './android-boot.ts';
import { ADB_KEYS, getData, putData } from './android-data.ts';
import { type ControlPipe, openControlPipe } from './control-pipe.ts';
import { type Authorisation, daemonFace, minadbdFace, tradeInFace } from './faces.ts';
import { firmwareProperties, Properties } from './properties.ts';
import { finishRecovery, type RecoveryTask, recoveryRequested, takeArguments } from './recovery-boot.ts';
import { folderOf, foldersOf, writeRunningFiles } from './running-files.ts';
import type { Seat } from './seat.ts';
import { openUnit, type PartitionName, type Unit } from './unit.ts';
import { wipeData } from './wipe-data.ts';

const ADBD_RESTART_MS = 20;
const WRITE_BACK_MS = 50;
/** init's reboot targets that become arguments of recovery (init/reboot.cpp). */
const RECOVERY_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  recovery: [],
  sideload: ['--sideload'],
  'sideload-auto-reboot': ['--sideload_auto_reboot'],
  fastboot: ['--fastboot'],
};

export interface PhonePlace {
  readonly seat: Seat;
  readonly folder: string;
  readonly userland: Userland;
  readonly useLoop: boolean;
  readonly emit: (event: VirtualEvent) => void;
}

export class PhoneOnSeat {
  state: PhoneState = 'off';
  readonly name: string;
  readonly seat: string;
  readonly #place: PhonePlace;
  #unit: Unit;
  #properties: Properties;
  #control: ControlPipe | undefined;
  #root = false;
  #mode: 'system' | 'recovery' | 'sideload' | 'rescue' = 'system';
  #plugged = true;
  /** Aborted when the phone goes down; every program of the phone hangs on it. */
  #power = new AbortController();
  #changes: Promise<void> = Promise.resolve();
  #writeBack: NodeJS.Timeout | undefined;
  #waiters = new Set<() => void>();
  #keysAllowed: PromiseWithResolvers<boolean> = Promise.withResolvers();
  #closed = false;

  private constructor(unit: Unit, place: PhonePlace) {
    this.name = unit.definition.name;
    this.seat = place.seat.name;
    this.#place = place;
    this.#unit = unit;
    this.#properties = new Properties(folderOf(unit, 'properties'));
    if (unit.definition.authorisation === 'accept') this.allowKeys();
    place.seat.onUnauthorized = () => this.#tell('phone-unauthorized', {});
  }

  /** Opens or makes the phone and switches it on; resolves when it is up. */
  static async start(definition: PhoneDefinition, place: PhonePlace): Promise<PhoneOnSeat> {
    const unit = await openUnit(definition, join(place.folder, definition.name), place.useLoop);
    const phone = new PhoneOnSeat(unit, place);
    const isNew = !unit.memory.made;
    if (isNew) await unit.exclusively(() => makePhone(unit));
    await phone.#change(() => phone.#switchOn('reboot', isNew));
    return phone;
  }

  /** Block device or file of a partition; what the phone's block node is bound to. */
  rawPath(partition: string): string {
    const found =
      this.#unit.partitions[partition as PartitionName] ?? (partition === 'sdcard' ? this.#unit.sdCard : undefined);
    if (found === undefined) throw new Fault('USAGE_ARGUMENT', `${this.name} has no partition ${partition}.`);
    return found.node;
  }

  /** The owner ticks "always allow from this computer", now and for later questions. */
  allowKeys(): void {
    if (this.#unit.definition.authorisation !== 'never') this.#keysAllowed.resolve(true);
  }

  async unplug(): Promise<void> {
    this.#plugged = false;
    await this.#place.seat.hide();
  }

  async plug(): Promise<void> {
    this.#plugged = true;
    await this.#change(() => this.#show());
  }

  /** Resolves when the phone is in the state and, if it is visible there, plugged in. */
  async waitForState(state: PhoneState, signal: AbortSignal): Promise<void> {
    while (this.state !== state) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      this.#waiters.add(resolve);
      await promise.finally(() => {
        signal.removeEventListener('abort', stop);
        this.#waiters.delete(resolve);
      });
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#goDown();
    await this.#changes;
    await this.#unit.exclusively(() => this.#unit.userdata.sync()).catch(() => undefined);
    await this.#unit.close();
    this.#enter('off');
  }

  #enter(state: PhoneState): void {
    this.state = state;
    this.#tell('phone-state', { state });
    for (const wake of this.#waiters) wake();
  }

  #tell<T extends VirtualEvent['type']>(
    type: T,
    more: Omit<Extract<VirtualEvent, { type: T }>, 'type' | 'phone' | 'seat'>,
  ) {
    this.#place.emit({ type, phone: this.name, seat: this.seat, ...more } as VirtualEvent);
  }

  /** Changes of state, one after the other; a failure is told and leaves the phone off. */
  #change(work: () => Promise<void>): Promise<void> {
    const next = this.#changes.then(async () => {
      if (!this.#closed) await work();
    });
    this.#changes = next.catch((error: unknown) => {
      if (!this.#closed)
        this.#tell('phone-trouble', { message: error instanceof Error ? error.message : String(error) });
    });
    return next;
  }

  #sleep = (milliseconds: number) => delay(milliseconds, undefined, { signal: this.#power.signal });

  #bootMs(): number {
    const { definition } = this.#unit;
    return traitOf(definition, 'slow')?.bootMs ?? definition.timing.bootMs;
  }

  /** Ends every program and connection of the phone. */
  async #goDown(): Promise<void> {
    clearTimeout(this.#writeBack);
    this.#control?.close();
    this.#control = undefined;
    await this.#place.seat.hide();
    this.#power.abort(new Fault('DEVICE_GONE', `${this.name} is switched off.`));
  }

  /** What was not written to the storage is lost, as in memory that loses its power. */
  async #forget(): Promise<void> {
    await this.#unit.exclusively(() => this.#unit.unmountAll());
  }

  #step = async (step: DeathStep): Promise<void> => {
    const { definition, memory } = this.#unit;
    const death = definition.character.find((trait) => trait.kind === 'dies-at' && trait.step === step);
    if (death?.kind !== 'dies-at' || memory.died.includes(step)) return;
    memory.died.push(step);
    await this.#unit.remember();
    await this.#goDown();
    this.#enter('off');
    this.#tell('phone-power-lost', { step });
    if (death.returnsAfterMs !== undefined) {
      setTimeout(() => void this.#change(() => this.#switchOn('cold')), death.returnsAfterMs).unref();
    }
    throw this.#power.signal.reason;
  };

  /** Runs a boot or a wipe; false when the phone lost its power in it. */
  async #alive(work: () => Promise<void>): Promise<boolean> {
    const power = this.#power.signal;
    try {
      await work();
      return true;
    } catch (error) {
      if (power.aborted) return false;
      throw error;
    }
  }

  /** @param keepMounted true when the factory has just made the phone. */
  async #switchOn(reason: string, keepMounted = false): Promise<void> {
    if (!keepMounted) await this.#forget();
    this.#power = new AbortController();
    this.#root = false;
    this.#enter('booting');
    await this.#alive(async () => {
      await this.#sleep(this.#bootMs());
      if (await recoveryRequested(this.#unit)) await this.#startRecovery();
      else await this.#startSystem(reason);
    });
  }

  async #openControl(): Promise<void> {
    this.#control = await openControlPipe(folderOf(this.#unit, 'control'), async (verb, argument) => {
      if (verb === 'reboot') this.#requestReboot(argument);
      else if (verb === 'sync') await this.#sync();
      else return 'error';
      return 'ok';
    });
  }

  #sync(): Promise<void> {
    const unit = this.#unit;
    return unit.exclusively(async () => {
      await unit.userdata.sync();
      await unit.cache.sync();
      await unit.sdVolume?.sync();
    });
  }

  async #startSystem(reason: string): Promise<void> {
    const unit = this.#unit;
    await unit.exclusively(async () => {
      await mountAndroid(unit, () => this.#step('first-boot'));
      await startAndroid(unit, this.#properties, reason);
      await writeRunningFiles(unit);
    });
    await this.#openControl();
    this.#mode = 'system';
    await this.#show();
    this.#enter('system');
  }

  async #startRecovery(): Promise<void> {
    const unit = this.#unit;
    const task = await unit.exclusively(async () => {
      await unit.userdata.unmount();
      await unit.metadata.mount();
      await unit.cache.mount();
      this.#properties.replaceAll({
        ...firmwareProperties(unit),
        'ro.bootmode': 'recovery',
        'init.svc.recovery': 'running',
      });
      await writeRunningFiles(unit);
      return takeArguments(unit);
    });
    await this.#openControl();
    if (task.kind === 'wipe') return this.#wipeAndReturn(task);
    this.#mode = task.kind === 'menu' ? 'recovery' : task.kind;
    await this.#show();
    this.#enter(this.#mode);
  }

  #wipe(reason: string | undefined): Promise<boolean> {
    const unit = this.#unit;
    return unit.exclusively(async () => {
      const reported = await wipeData(unit, reason, { step: this.#step, sleep: this.#sleep });
      this.#tell('phone-wipe', { reported });
      return reported;
    });
  }

  async #wipeAndReturn(task: Extract<RecoveryTask, { kind: 'wipe' }>): Promise<void> {
    this.#mode = 'recovery';
    this.#enter('recovery');
    const done = await this.#wipe(task.reason);
    await this.#unit.exclusively(() => finishRecovery(this.#unit));
    if (!done) return this.#show();
    await this.#goDown();
    await this.#swapAfter('wipe');
    await this.#switchOn('reboot');
  }

  #requestReboot(target: string): void {
    void this.#change(() => this.#reboot(target)).catch(() => undefined);
  }

  async #reboot(target: string): Promise<void> {
    if (this.state === 'off' || this.state === 'booting') return;
    const fromSystem = this.#mode === 'system';
    const unit = this.#unit;
    this.#enter('booting');
    if (fromSystem) await this.#sync();
    await this.#goDown();
    this.#power = new AbortController();
    const { misc } = unit.partitions;
    if (fromSystem) {
      const args = RECOVERY_ARGUMENTS[target];
      const before = await readBootloaderMessage(misc);
      // A plain `reboot recovery` keeps arguments that somebody left there (init/reboot.cpp).
      if (args !== undefined && (args.length > 0 || before.command === '')) {
        await writeBootloaderMessage(misc, { command: 'boot-recovery', args: args.length > 0 ? args : before.args });
      }
    } else {
      await unit.exclusively(() => finishRecovery(unit));
      if (target === 'recovery' || target === 'rescue') {
        await writeBootloaderMessage(misc, { command: `boot-${target}`, args: [] });
      }
    }
    if (target === 'bootloader' || target === 'fastboot') return this.#enter('bootloader');
    if (traitOf(unit.definition, 'no-recovery') !== undefined && (await recoveryRequested(unit)))
      return this.#enter('off');
    await this.#alive(async () => {
      if (await recoveryRequested(unit)) await this.#step('reboot-recovery');
      await this.#swapAfter(unit.memory.wipes > 0 && !fromSystem ? 'wipe' : 'reboot');
      await this.#switchOn('reboot');
    });
  }

  /** Somebody puts another phone on this seat while ours is dark. */
  async #swapAfter(event: 'reboot' | 'wipe'): Promise<void> {
    const { definition } = this.#unit;
    const swap = traitOf(definition, 'swapped');
    if (swap?.after !== event) return;
    const { imei: _imei, ...kept } = definition;
    const other: PhoneDefinition = {
      ...kept,
      ...(swap.imei === undefined ? {} : { imei: swap.imei }),
      properties: { ...definition.properties, ...swap.properties, 'ro.serialno': swap.serial },
      userdata: { ...definition.userdata, seed: `${definition.userdata.seed} other` },
      character: definition.character.filter((trait) => trait.kind !== 'swapped'),
    };
    const old = this.#unit;
    this.#unit = await openUnit(other, join(this.#place.folder, `${this.name}.other`), this.#place.useLoop);
    this.#properties = new Properties(folderOf(this.#unit, 'properties'));
    if (!this.#unit.memory.made) await makePhone(this.#unit);
    await old.close();
  }

  /** Lets ADB see what the current mode shows, unless the cable is out. */
  async #show(): Promise<void> {
    if (!this.#plugged || this.state === 'off' || this.state === 'bootloader') return;
    const face = await this.#face();
    if (face !== undefined) await this.#place.seat.show(face);
  }

  async #face() {
    const { definition } = this.#unit;
    const properties = this.#properties;
    const run = (program: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
      this.#run(program, environment);
    if (this.#mode === 'sideload' || this.#mode === 'rescue') {
      return minadbdFace(definition, properties, {
        mode: this.#mode,
        property: (name) => (name === 'rescue.battery_level' ? String(definition.battery.level) : properties.get(name)),
        reboot: (target) => this.#requestReboot(target),
        wipe: async () => {
          const done = await this.#wipe(undefined);
          await this.#step('wipe-reply');
          return done;
        },
      });
    }
    if (this.#mode === 'recovery') {
      const open = debuggable(this.#unit) || properties.get('ro.boot.verifiedbootstate') === 'orange';
      if (!open) return undefined;
      this.#root = debuggable(this.#unit);
      const keys: Authorisation = {
        required: properties.get('ro.adb.secure') !== '0',
        keys: () => [],
        offer: async () => false,
      };
      return daemonFace('recovery', definition, properties, keys, this.#host(run));
    }
    const mode = await adbModeOf(this.#unit, properties);
    if (mode === 'off') return undefined;
    if (mode === 'trade-in') return tradeInFace(definition, properties, run);
    return daemonFace('device', definition, properties, this.#authorisation(mode === 'secure'), this.#host(run));
  }

  #host(run: DaemonHost['run']): DaemonHost {
    return {
      debuggable: debuggable(this.#unit),
      isRoot: () => this.#root,
      run,
      restart: (root) => {
        void this.#change(async () => {
          this.#root = root;
          await this.#place.seat.hide();
          await this.#sleep(ADBD_RESTART_MS);
          await this.#show();
        }).catch(() => undefined);
      },
      reboot: (target) => this.#requestReboot(target),
      pushed: () => {
        clearTimeout(this.#writeBack);
        this.#writeBack = setTimeout(() => void this.#sync().catch(() => undefined), WRITE_BACK_MS);
      },
    };
  }

  #authorisation(required: boolean): Authorisation {
    const unit = this.#unit;
    const { tree } = unit.userdata;
    return {
      required,
      keys: () => {
        try {
          return readFileSync(join(tree, ADB_KEYS), 'utf8').split('\n');
        } catch {
          return [];
        }
      },
      offer: async (line) => {
        const allowed = await this.#keysAllowed.promise;
        const known = (await getData(tree, ADB_KEYS)) ?? '';
        if (allowed) await putData(tree, ADB_KEYS, `${known}${line.trim()}\n`);
        this.#writeBack = setTimeout(() => void this.#sync().catch(() => undefined), WRITE_BACK_MS);
        return allowed;
      },
    };
  }

  #run(program: readonly string[], environment: Readonly<Record<string, string>>) {
    const view = phoneView(
      this.#root ? 0 : 2000,
      foldersOf(this.#unit, this.#mode === 'system', this.#place.userland),
      this.#place.userland,
    );
    const seen = { ...view, environment: { ...view.environment, ...environment } };
    return startInSandbox(this.#place.userland.bubblewrap, seen, program, this.#power.signal);
  }
}
