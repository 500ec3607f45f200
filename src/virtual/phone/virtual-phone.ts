/**
 * One virtual phone on its seat: power, boot loader, Android and recovery as one state machine. Only one change of state
 * runs at a time; a wish for another (a reboot from a shell) waits for it.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../../faults/fault.ts';
import { type DeathStep, type PhoneDefinition, traitOf } from '../definition.ts';
import type { PhoneState, VirtualEvent } from '../events.ts';
import { phoneView } from '../userland/phone-view.ts';
import { startInSandbox } from '../userland/sandbox.ts';
import type { Userland } from '../userland/tools.ts';
import { makePhone, mountAndroid, startAndroid } from './android-boot.ts';
import { type ControlPipe, openControlPipe } from './control-pipe.ts';
import { modeFace, type PhoneActions, type PhoneMode } from './mode-face.ts';
import { firmwareProperties, Properties } from './properties.ts';
import { rebootFromAndroid, rebootFromRecovery } from './reboot-target.ts';
import { finishRecovery, type RecoveryTask, recoveryRequested, takeArguments } from './recovery-boot.ts';
import { folderOf, foldersOf, writeRunningFiles } from './running-files.ts';
import type { Seat } from './seat.ts';
import { StateBoard } from './state-board.ts';
import { swappedPhone } from './swapped-phone.ts';
import { openUnit, type PartitionName, type Unit } from './unit.ts';
import { wipeData } from './wipe-data.ts';

const ADBD_RESTART_MS = 20;
const WRITE_BACK_MS = 50;
export interface PhonePlace {
  readonly seat: Seat;
  readonly folder: string;
  readonly userland: Userland;
  readonly useLoop: boolean;
  readonly emit: (event: VirtualEvent) => void;
}

export class PhoneOnSeat {
  readonly name: string;
  readonly seat: string;
  readonly #place: PhonePlace;
  #unit: Unit;
  #properties: Properties;
  #control: ControlPipe | undefined;
  #root = false;
  #mode: PhoneMode = 'system';
  #plugged = true;
  /** Aborted when the phone goes down; every program of the phone hangs on it. */
  #power = new AbortController();
  #changes: Promise<void> = Promise.resolve();
  #writeBack: NodeJS.Timeout | undefined;
  readonly #board = new StateBoard();
  readonly #keysAllowed: PromiseWithResolvers<boolean> = Promise.withResolvers();
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

  get state(): PhoneState {
    return this.#board.state;
  }

  /** Resolves when the phone is in the state and, if it is visible there, plugged in. */
  waitForState(state: PhoneState, signal: AbortSignal): Promise<void> {
    return this.#board.waitFor(state, signal);
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
    if (this.state === state) return;
    this.#tell('phone-state', { state });
    this.#board.enter(state);
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
    if (fromSystem) await rebootFromAndroid(unit, target);
    else await unit.exclusively(() => rebootFromRecovery(unit, target));
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
    const swap = traitOf(this.#unit.definition, 'swapped');
    if (swap?.after !== event) return;
    const other = swappedPhone(this.#unit.definition, swap);
    const old = this.#unit;
    this.#unit = await openUnit(other, join(this.#place.folder, `${this.name}.other`), this.#place.useLoop);
    this.#properties = new Properties(folderOf(this.#unit, 'properties'));
    if (!this.#unit.memory.made) await makePhone(this.#unit);
    await old.close();
  }

  /** Lets ADB see what the current mode shows, unless the cable is out. */
  async #show(): Promise<void> {
    if (!this.#plugged || this.state === 'off' || this.state === 'bootloader') return;
    const face = await modeFace(this.#mode, this.#unit, this.#properties, this.#actions());
    if (face !== undefined) await this.#place.seat.show(face);
  }

  #actions(): PhoneActions {
    const writeBackSoon = () => {
      clearTimeout(this.#writeBack);
      this.#writeBack = setTimeout(() => void this.#sync().catch(() => undefined), WRITE_BACK_MS);
    };
    return {
      keysAllowed: this.#keysAllowed.promise,
      isRoot: () => this.#root,
      becomeRoot: () => {
        this.#root = true;
      },
      run: (program, environment = {}) => this.#run(program, environment),
      restart: (root) => void this.#change(() => this.#restartDaemon(root)).catch(() => undefined),
      reboot: (target) => this.#requestReboot(target),
      pushed: writeBackSoon,
      wipe: async () => {
        const done = await this.#wipe(undefined);
        await this.#step('wipe-reply');
        return done;
      },
    };
  }

  async #restartDaemon(root: boolean): Promise<void> {
    this.#root = root;
    await this.#place.seat.hide();
    await this.#sleep(ADBD_RESTART_MS);
    await this.#show();
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
