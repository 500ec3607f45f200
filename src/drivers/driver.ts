/**
 * The seam between the engine and a transport. A session's members are optional: a missing one means that this phone,
 * in this state, cannot do it, and planning sees that before any harm.
 */
import type { Sighting } from '../model/sighting.ts';

export interface Driver {
  readonly id: Sighting['driver'];
  /** Every change of what is plugged in, as the whole new picture; the first one at once. Ends with the signal. */
  watch(signal: AbortSignal): AsyncIterable<readonly Sighting[]>;
  /** @throws Fault `DEVICE_GONE`, `DEVICE_UNAUTHORIZED`, `DEVICE_OFFLINE` */
  open(sighting: Sighting, signal: AbortSignal): Promise<Session>;
}

export interface Session {
  readonly shell?: Shell;
  /** Asks adbd to become root. After `restarting` the transport drops and comes back. */
  root?(signal: AbortSignal): Promise<RootReply>;
  reboot?(target: RebootTarget, signal: AbortSignal): Promise<void>;
  /** minadbd's `rescue-wipe:userdata:N`; resolves with every byte of the reply (8 when all is well). */
  rescueWipe?(signal: AbortSignal): Promise<string>;
  rescueGetprop?(property: string, signal: AbortSignal): Promise<string>;
  readonly fastboot?: Fastboot;
  readonly miassistant?: MiAssistant;
  readonly emulator?: EmulatorConsole;
  /** Writes one file on the phone (adb sync). */
  push?(content: Uint8Array, remotePath: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export type RootReply = 'restarting' | 'already' | 'refused' | 'not-understood';
export type RebootTarget = 'system' | 'recovery' | 'sideload' | 'rescue' | 'bootloader' | 'fastboot';

/** The only partitions that this program ever asks a boot loader to erase; a driver refuses every other name. */
export const ERASABLE = ['userdata', 'cache', 'metadata', 'md_udc'] as const;
export type Erasable = (typeof ERASABLE)[number];

/** Boot loader or fastbootd (AOSP system/core/fastboot/README.md). No unlock, no flash, no other erase exists here. */
export interface Fastboot {
  /** Everything that `getvar all` prints, for the parser in `decide/getvar`. */
  getvarAll(signal: AbortSignal): Promise<string>;
  /** Undefined when the boot loader does not know the variable. */
  getvar(name: string, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Resolves only when the boot loader itself answered OKAY to this very erase.
   * @throws Fault by the table of known outputs; `DEVICE_REPLY` for anything that is neither OKAY nor a known refusal
   */
  erase(partition: Erasable, signal: AbortSignal): Promise<void>;
}

/** What Xiaomi's recovery answers in "Connect with MIAssistant", beside sideload. */
export interface MiAssistant {
  /** For example the model for `getdevice`; undefined when this recovery has no such service. */
  ask(question: 'getdevice' | 'getversion' | 'getsn' | 'getromzone', signal: AbortSignal): Promise<string | undefined>;
  /** `format-data:`; resolves with everything that recovery answered. */
  formatData(signal: AbortSignal): Promise<string>;
}

/** The console of an Android emulator on this computer (developer.android.com/studio/run/emulator-console). */
export interface EmulatorConsole {
  avdName(signal: AbortSignal): Promise<string>;
  snapshots(signal: AbortSignal): Promise<readonly string[]>;
  deleteSnapshot(name: string, signal: AbortSignal): Promise<void>;
  /** Ends the emulator and starts it again with `-wipe-data` and without any snapshot. */
  restartWiped(signal: AbortSignal): Promise<void>;
}

export interface ShellResult {
  /** From the exit packet. A stream that ends without one rejects: silence is not success. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ShellStream {
  /**
   * Raw bytes of standard output, with back-pressure; each piece is valid only until the next one is asked for.
   * Throws Fault `DEVICE_CLOSED` when it ends without exit packet.
   */
  readonly stdout: AsyncIterable<Uint8Array>;
  /** Resolves when the phone has taken the bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Tells the remote program that its standard input has ended. */
  end(): Promise<void>;
  /** After `stdout` has been read to its end. */
  readonly exit: Promise<{ readonly exitCode: number; readonly stderr: string }>;
  close(): void;
}

/** Needs shell_v2: separate channels and an exit code. `command` is made of constants and validated numbers only. */
export interface Shell {
  run(command: string, signal: AbortSignal, input?: Uint8Array): Promise<ShellResult>;
  stream(command: string, signal: AbortSignal): Promise<ShellStream>;
}
