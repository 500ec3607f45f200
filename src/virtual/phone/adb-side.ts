/** The phone as ADB meets it: what it shows on its seat, for whom, and the programs that its daemon starts. */
import { phoneView } from '../userland/phone-view.ts';
import { startInSandbox } from '../userland/sandbox.ts';
import { modeFace, type PhoneActions } from './mode-face.ts';
import type { PhoneBody } from './phone-body.ts';
import { foldersOf } from './running-files.ts';

const ADBD_RESTART_MS = 20;
const WRITE_BACK_MS = 50;

/** What a host may ask of the phone as a whole. */
export interface Wishes {
  reboot(target: string): void;
  /** True when recovery reports success; rejects when the phone dies in it. */
  wipe(): Promise<boolean>;
}

export class AdbSide {
  readonly #body: PhoneBody;
  readonly #wishes: Wishes;
  readonly #keysAllowed: PromiseWithResolvers<boolean> = Promise.withResolvers();
  #root = false;
  #plugged = true;
  #writeBack: NodeJS.Timeout | undefined;

  constructor(body: PhoneBody, wishes: Wishes) {
    this.#body = body;
    this.#wishes = wishes;
    if (body.definition.authorisation === 'accept') this.allowKeys();
    body.place.seat.onUnauthorized = () => body.tell('phone-unauthorized', {});
  }

  /** The owner ticks "always allow from this computer", now and for later questions. */
  allowKeys(): void {
    if (this.#body.definition.authorisation !== 'never') this.#keysAllowed.resolve(true);
  }

  async unplug(): Promise<void> {
    this.#plugged = false;
    await this.#body.place.seat.hide();
  }

  async plug(): Promise<void> {
    this.#plugged = true;
    // A boot that ended meanwhile has shown it already; a second time would look like a loose contact.
    await this.#body.change(async () => {
      if (!this.#body.place.seat.shown) await this.show();
    });
  }

  /** Lets ADB see what the current mode shows, unless the cable is out. */
  async show(): Promise<void> {
    const { mode, state, unit, properties, place } = this.#body;
    if (!this.#plugged || state === 'off') return;
    const face = await modeFace(mode, unit, properties, this.#actions());
    // The cable may have been pulled while the face was made.
    if (face !== undefined && this.#plugged) await place.seat.show(face);
  }

  /** The daemon ends with the system around it; the next one starts without root. */
  async goDark(): Promise<void> {
    clearTimeout(this.#writeBack);
    await this.#body.place.seat.hide();
    this.#root = false;
  }

  #actions(): PhoneActions {
    return {
      keysAllowed: this.#keysAllowed.promise,
      isRoot: () => this.#root,
      becomeRoot: () => {
        this.#root = true;
      },
      run: (program, environment = {}) => this.#run(program, environment),
      restart: (root) => this.#body.wish(() => this.#restartDaemon(root)),
      reboot: (target) => this.#wishes.reboot(target),
      pushed: () => {
        clearTimeout(this.#writeBack);
        this.#writeBack = setTimeout(() => void this.#body.sync().catch(() => undefined), WRITE_BACK_MS);
      },
      wipe: () => this.#wishes.wipe(),
    };
  }

  /** Without root; it looks anew at what it may be. */
  restartDaemon(): void {
    this.#body.wish(() => this.#restartDaemon(false));
  }

  async #restartDaemon(root: boolean): Promise<void> {
    this.#root = root;
    await this.#body.place.seat.hide();
    await this.#body.sleep(ADBD_RESTART_MS);
    await this.show();
  }

  #run(program: readonly string[], environment: Readonly<Record<string, string>>) {
    const { unit, mode, place, power } = this.#body;
    const { userland } = place;
    const view = phoneView(this.#root ? 0 : 2000, foldersOf(unit, mode, userland), userland);
    const seen = { ...view, environment: { ...view.environment, ...environment } };
    return startInSandbox(userland.bubblewrap, seen, program, power);
  }
}
