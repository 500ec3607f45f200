/** From power to Android or recovery, and down again: boot loader, start, wipe on request, sudden death. */
import type { DeathStep } from '../definition.ts';
import type { FastbootSide } from '../fastboot/fastboot-side.ts';
import type { AdbSide } from './adb-side.ts';
import { mountAndroid, startAndroid } from './android-boot.ts';
import { type ControlPipe, openControlPipe } from './control-pipe.ts';
import { controlRequests } from './control-requests.ts';
import type { PhoneBody } from './phone-body.ts';
import { firmwareProperties } from './properties.ts';
import { finishRecovery, type RecoveryTask, recoveryRequested, takeArguments } from './recovery-boot.ts';
import { folderOf, writeRunningFiles } from './running-files.ts';
import { swapPhone } from './swapped-phone.ts';
import { setUpTestHarness } from './test-harness.ts';
import { demandTradeInWipe } from './trade-in-evaluate.ts';
import { mountInTwrp, TWRP_PROPERTIES, twrpCommand } from './twrp.ts';
import { type WipeHooks, wipeData } from './wipe-data.ts';

/** The menu of recovery, or its item for sideload: "Apply update from ADB", "Connect with MIAssistant". */
export type RecoveryKeys = 'recovery' | 'sideload';

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

  /**
   * @param keepMounted true when the factory has just made the phone
   * @param keys what a person chooses with the keys of the phone, whatever stands in the boot loader message
   */
  async switchOn(reason: string, keepMounted = false, keys?: RecoveryKeys): Promise<void> {
    const body = this.#body;
    const { unit } = body;
    // What was not written to the storage is lost, as in memory that loses its power.
    if (!keepMounted) await unit.exclusively(() => unit.unmountAll());
    body.powerOn();
    body.enter('booting');
    await body.whileAlive(async () => {
      await body.sleep(body.bootMs);
      if (!keepMounted) await unit.exclusively(() => demandTradeInWipe(unit));
      if (keys !== undefined || (await recoveryRequested(unit))) await this.#startRecovery(keys);
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
    const wishes = { reboot: this.#reboot, restartDaemon: () => this.#adb.restartDaemon() };
    const perform = controlRequests(body, wishes, this.#hooks());
    this.#control = await openControlPipe(folderOf(body.unit, 'control'), perform);
  }

  async #startSystem(reason: string): Promise<void> {
    const body = this.#body;
    const { unit, properties } = body;
    await unit.exclusively(async () => {
      await mountAndroid(unit, () => this.step('first-boot'));
      await setUpTestHarness(unit);
      await startAndroid(unit, properties, reason);
      await writeRunningFiles(unit);
    });
    await this.#openControl();
    body.mode = 'system';
    await this.#adb.show();
    body.enter('system');
  }

  async #startRecovery(keys?: RecoveryKeys): Promise<void> {
    const body = this.#body;
    const { unit, properties } = body;
    const twrp = unit.definition.recovery === 'twrp';
    const task: RecoveryTask = await unit.exclusively(async () => {
      await unit.userdata.unmount();
      await unit.metadata.mount();
      await unit.cache.mount();
      properties.replaceAll({
        ...firmwareProperties(unit),
        'ro.bootmode': 'recovery',
        'init.svc.recovery': 'running',
        ...(twrp ? TWRP_PROPERTIES : {}),
      });
      await writeRunningFiles(unit, false);
      if (twrp) await mountInTwrp(unit);
      const asked = await takeArguments(unit);
      return asked.kind === 'menu' && keys === 'sideload' ? { kind: keys } : asked;
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

  #hooks(): WipeHooks {
    return { step: (step) => this.step(step), sleep: (milliseconds) => this.#body.sleep(milliseconds) };
  }

  #wipe(reason: string | undefined): Promise<boolean> {
    const body = this.#body;
    const { unit } = body;
    return unit.exclusively(async () => {
      // To TWRP the same order means its own `wipe data`, which keeps the photos (TeamWin twrp.cpp).
      const reported =
        unit.definition.recovery === 'twrp'
          ? (await twrpCommand(unit, 'wipe-data', this.#hooks())) !== 'error'
          : await wipeData(unit, reason, this.#hooks());
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
