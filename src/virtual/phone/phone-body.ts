/**
 * What the parts of one virtual phone share: its storage, its power and its state. Only one change of state runs at a
 * time; a wish for another (a reboot from a shell) waits for it. It knows nothing of ADB or of boot sequences.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../../faults/fault.ts';
import { type PhoneDefinition, traitOf } from '../definition.ts';
import type { PhoneState, VirtualEvent } from '../events.ts';
import type { Userland } from '../userland/tools.ts';
import type { PhoneMode } from './mode-face.ts';
import { Properties } from './properties.ts';
import { folderOf } from './running-files.ts';
import type { Seat } from './seat.ts';
import { StateBoard } from './state-board.ts';
import type { Unit } from './unit.ts';

export interface PhonePlace {
  readonly seat: Seat;
  readonly folder: string;
  readonly userland: Userland;
  readonly useLoop: boolean;
  readonly emit: (event: VirtualEvent) => void;
}

export class PhoneBody {
  readonly name: string;
  readonly place: PhonePlace;
  readonly board = new StateBoard();
  /** What runs, or ran last. */
  mode: PhoneMode = 'system';
  #unit: Unit;
  #properties: Properties;
  #power = new AbortController();
  #changes: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(unit: Unit, place: PhonePlace) {
    this.name = unit.definition.name;
    this.place = place;
    this.#unit = unit;
    this.#properties = new Properties(folderOf(unit, 'properties'));
  }

  get unit(): Unit {
    return this.#unit;
  }

  get definition(): PhoneDefinition {
    return this.#unit.definition;
  }

  get properties(): Properties {
    return this.#properties;
  }

  /** Aborted when the phone goes down; every program of the phone hangs on it. */
  get power(): AbortSignal {
    return this.#power.signal;
  }

  get state(): PhoneState {
    return this.board.state;
  }

  /** Another phone lies on the seat from now on. */
  become(unit: Unit): void {
    this.#unit = unit;
    this.#properties = new Properties(folderOf(unit, 'properties'));
  }

  enter(state: PhoneState): void {
    if (this.state === state) return;
    this.tell('phone-state', { state });
    this.board.enter(state);
  }

  tell<T extends VirtualEvent['type']>(
    type: T,
    more: Omit<Extract<VirtualEvent, { type: T }>, 'type' | 'phone' | 'seat'>,
  ): void {
    this.place.emit({ type, phone: this.name, seat: this.place.seat.name, ...more } as VirtualEvent);
  }

  /** Changes of state, one after the other; a failure is told and leaves the phone as it is. */
  change(work: () => Promise<void>): Promise<void> {
    const next = this.#changes.then(async () => {
      if (!this.#closed) await work();
    });
    this.#changes = next.catch((error: unknown) => {
      if (!this.#closed)
        this.tell('phone-trouble', { message: error instanceof Error ? error.message : String(error) });
    });
    return next;
  }

  /** The same for a wish that nobody waits for. */
  wish(work: () => Promise<void>): void {
    this.change(work).catch(() => undefined);
  }

  /** No change begins any more. False when that was so already. */
  closeToChanges(): boolean {
    const wasOpen = !this.#closed;
    this.#closed = true;
    return wasOpen;
  }

  /** Resolves when the change that runs now is over. */
  settled(): Promise<void> {
    return this.#changes;
  }

  powerOn(): void {
    this.#power = new AbortController();
  }

  powerOff(): void {
    this.#power.abort(new Fault('DEVICE_GONE', `${this.name} is switched off.`));
  }

  /** Rejects when the phone goes down meanwhile. */
  sleep(milliseconds: number): Promise<void> {
    return delay(milliseconds, undefined, { signal: this.power });
  }

  /** How long the boot loader takes. */
  get bootMs(): number {
    return traitOf(this.definition, 'slow')?.bootMs ?? this.definition.timing.bootMs;
  }

  /** Runs a boot or a wipe; a phone that lost its power in it is no failure. */
  async whileAlive(work: () => Promise<void>): Promise<void> {
    const { power } = this;
    try {
      await work();
    } catch (error) {
      if (!power.aborted) throw error;
    }
  }

  /** Brings what was written to the storage, as sync(2) does. */
  sync(): Promise<void> {
    const unit = this.#unit;
    return unit.exclusively(async () => {
      await unit.userdata.sync();
      await unit.cache.sync();
      await unit.sdVolume?.sync();
    });
  }
}
