/** The phone as fastboot meets it: what it shows on its port, and what a host may do there. */
import type { DeathStep } from '../definition.ts';
import type { PhoneBody } from '../phone/phone-body.ts';
import type { FastbootHost } from './commands.ts';
import { erasePartition } from './erase.ts';
import type { FastbootPort } from './fastboot-port.ts';

export interface FastbootWishes {
  reboot(target: string): void;
  /** Throws when the battery of this phone falls out at this step. */
  step(name: DeathStep): Promise<void>;
}

export class FastbootSide {
  readonly #body: PhoneBody;
  readonly #port: FastbootPort;
  readonly #wishes: FastbootWishes;
  #plugged = true;

  constructor(body: PhoneBody, port: FastbootPort, wishes: FastbootWishes) {
    this.#body = body;
    this.#port = port;
    this.#wishes = wishes;
  }

  get address(): string {
    return this.#port.address;
  }

  /** Lets fastboot see the phone when it is in a mode for that, unless the cable is out. */
  async show(): Promise<void> {
    const { mode } = this.#body;
    if (this.#plugged && (mode === 'bootloader' || mode === 'fastbootd')) await this.#port.show(this.#host());
  }

  hide(): Promise<void> {
    return this.#port.hide();
  }

  unplug(): Promise<void> {
    this.#plugged = false;
    return this.hide();
  }

  plug(): Promise<void> {
    this.#plugged = true;
    const { state } = this.#body;
    return state === 'bootloader' || state === 'fastbootd' ? this.show() : Promise.resolve();
  }

  leave(): Promise<void> {
    return this.#port.leave();
  }

  #host(): FastbootHost {
    const body = this.#body;
    const { unit, mode } = body;
    return {
      loader: { unit, userspace: mode === 'fastbootd', format: unit.definition.fastboot.format },
      erase: async (partition) => {
        const hooks = { step: this.#wishes.step, sleep: (milliseconds: number) => body.sleep(milliseconds) };
        const reported = await unit.exclusively(() => erasePartition(unit, partition, hooks));
        if (partition === 'userdata') body.tell('phone-wipe', { reported });
        return reported;
      },
      reboot: this.#wishes.reboot,
    };
  }
}
