/** From power to Android or recovery, and down again: boot loader, start, wipe on request, sudden death. */
import type { DeathStep } from '../definition.ts';
import type { FastbootSide } from '../fastboot/fastboot-side.ts';
import type { AdbSide } from './adb-side.ts';
import { mountAndroid, startAndroid } from './android-boot.ts';
import { type ControlPipe, openControlPipe } from './control-pipe.ts';
import type { PhoneBody } from './phone-body.ts';
import { firmwareProperties } from './properties.ts';
import { finishRecovery, type RecoveryTask, recoveryRequested, takeArguments } from './recovery-boot.ts';
import { folderOf, writeRunningFiles } from './running-files.ts';
import { swapPhone } from './swapped-phone.ts';
import { wipeData } from './wipe-data.ts';

export class BootSequence {
  readonly #body: PhoneBody;
  readonly #adb: AdbSide;
  readonly #fastboot: FastbootSide;
  readonly #reboot: (target: string) => void;
  #control: ControlPipe | undefined;

  /** @param reboot what a program of the phone asks for. */
  constructor(body: PhoneBody, adb: AdbSide, fastboot: FastbootSide, reboot: (target: string) => void) {
    this.#body = body;
    this.#adb = adb;
    this.#fastboot = fastboot;
    this.#reboot = reboot;
  }

  /** @param keepMounted true when the factory has just made the phone. */
  async switchOn(reason: string, keepMounted = false): Promise<void> {
    const body = this.#body;
    const { unit } = body;
    // What was not written to the storage is lost, as in memory that loses its power.
    if (!keepMounted) await unit.exclusively(() => unit.unmountAll());
    body.powerOn();
    body.enter('booting');
    await body.whileAlive(async () => {
      await body.sleep(body.bootMs);
      if (await recoveryRequested(unit)) await this.#startRecovery();
      else await this.#startSystem(reason);
    });
  }

  /** The phone stays in its boot loader. */
  async enterBootLoader(): Promise<void> {
    const body = this.#body;
    await body.unit.exclusively(() => body.unit.unmountAll());
    await body.whileAlive(async () => {
      await body.sleep(body.bootMs);
      await this.#showFastboot('bootloader');
    });
  }

  /** Ends every program and connection of the phone. */
  async goDown(): Promise<void> {
    this.#control?.close();
    this.#control = undefined;
    await this.#fastboot.hide();
    await this.#adb.goDark();
    this.#body.powerOff();
  }

  /** Does nothing, unless the battery of this phone falls out here: then it rejects. */
  async step(step: DeathStep): Promise<void> {
    const body = this.#body;
    const { definition, memory } = body.unit;
    const death = definition.character.find((trait) => trait.kind === 'dies-at' && trait.step === step);
    if (death?.kind !== 'dies-at' || memory.died.includes(step)) return;
    memory.died.push(step);
    await body.unit.remember();
    await this.goDown();
    body.enter('off');
    body.tell('phone-power-lost', { step });
    if (death.returnsAfterMs !== undefined) {
      setTimeout(() => body.wish(() => this.switchOn('cold')), death.returnsAfterMs).unref();
    }
    throw body.power.reason;
  }

  /** What recovery does when a host asks for it in rescue mode. */
  async wipeInRescue(): Promise<boolean> {
    const done = await this.#wipe(undefined);
    await this.step('wipe-reply');
    return done;
  }

  async #openControl(): Promise<void> {
    const body = this.#body;
    this.#control = await openControlPipe(folderOf(body.unit, 'control'), async (verb, argument) => {
      if (verb === 'reboot') this.#reboot(argument);
      else if (verb === 'sync') await body.sync();
      else return 'error';
      return 'ok';
    });
  }

  async #startSystem(reason: string): Promise<void> {
    const body = this.#body;
    const { unit, properties } = body;
    await unit.exclusively(async () => {
      await mountAndroid(unit, () => this.step('first-boot'));
      await startAndroid(unit, properties, reason);
      await writeRunningFiles(unit);
    });
    await this.#openControl();
    body.mode = 'system';
    await this.#adb.show();
    body.enter('system');
  }

  async #startRecovery(): Promise<void> {
    const body = this.#body;
    const { unit, properties } = body;
    const task = await unit.exclusively(async () => {
      await unit.userdata.unmount();
      await unit.metadata.mount();
      await unit.cache.mount();
      properties.replaceAll({
        ...firmwareProperties(unit),
        'ro.bootmode': 'recovery',
        'init.svc.recovery': 'running',
      });
      await writeRunningFiles(unit);
      return takeArguments(unit);
    });
    await this.#openControl();
    if (task.kind === 'wipe') return this.#wipeAndReturn(task);
    // The menu begins by ending whatever was asked for (recovery.cpp PromptAndWait).
    if (task.kind === 'menu') await unit.exclusively(() => finishRecovery(unit));
    if (task.kind === 'fastboot') {
      await unit.exclusively(() => finishRecovery(unit));
      return this.#showFastboot('fastbootd');
    }
    body.mode = task.kind === 'menu' ? 'recovery' : task.kind;
    await this.#adb.show();
    body.enter(body.mode);
  }

  async #showFastboot(mode: 'bootloader' | 'fastbootd'): Promise<void> {
    this.#body.mode = mode;
    await this.#fastboot.show();
    this.#body.enter(mode);
  }

  #wipe(reason: string | undefined): Promise<boolean> {
    const body = this.#body;
    const { unit } = body;
    return unit.exclusively(async () => {
      const hooks = {
        step: (step: DeathStep) => this.step(step),
        sleep: (milliseconds: number) => body.sleep(milliseconds),
      };
      const reported = await wipeData(unit, reason, hooks);
      body.tell('phone-wipe', { reported });
      return reported;
    });
  }

  async #wipeAndReturn(task: Extract<RecoveryTask, { kind: 'wipe' }>): Promise<void> {
    const body = this.#body;
    const { unit } = body;
    body.mode = 'recovery';
    body.enter('recovery');
    const done = await this.#wipe(task.reason);
    await unit.exclusively(() => finishRecovery(unit));
    if (!done) return this.#adb.show();
    await this.goDown();
    await swapPhone(body, 'wipe');
    await this.switchOn('reboot');
  }
}
