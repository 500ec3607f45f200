/**
 * Puts the reader on the phone, and takes it away again. Nothing here is needed to wipe or to verify: whatever hinders
 * it is told, and then the phone is read with its own `dd`.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Shell } from '../drivers/driver.ts';
import { asFault } from '../faults/fault.ts';
import type { Random } from '../host/random.ts';
import type { ReaderHindrance } from '../model/findings.ts';
import { openReader, type PhoneReader } from './reader-open.ts';

export type InstalledReader =
  | {
      readonly installed: true;
      readonly reader: PhoneReader;
      readonly processor: Processor;
      /** Whether the phone could tell the digest of the file. */
      readonly digestChecked: boolean;
      /** Best effort, within ten seconds of its own. */
      remove(): Promise<void>;
    }
  | { readonly installed: false; readonly hindrance: ReaderHindrance; readonly why: string };

const PREBUILT = new URL('../../reader/prebuilt/', import.meta.url);
/**
 * Memory first, so that nothing is written to the storage that is looked at: /dev is a tmpfs without `noexec` on every
 * Android (system/core/init/first_stage_init.cpp), /tmp is one in recovery.
 */
const FOLDERS = ['/dev', '/tmp', '/data/local/tmp'];
const REMOVE_MS = 10_000;
/** For everything until the reader has opened the node. */
const START_MS = 20_000;

const PROCESSORS = ['arm64', 'arm', 'x86_64', 'x86'] as const;
export type Processor = (typeof PROCESSORS)[number];

/** Names of `uname -m` (kernel: arch/<arch>/Makefile, UTS_MACHINE) and of ABIs (developer.android.com/ndk/guides/abis). */
const NAMES: ReadonlyMap<string, Processor> = new Map([
  ['aarch64', 'arm64'],
  ['arm64-v8a', 'arm64'],
  ['armv7l', 'arm'],
  ['armv8l', 'arm'],
  ['armeabi-v7a', 'arm'],
  ['x86_64', 'x86_64'],
  ['i686', 'x86'],
  ['x86', 'x86'],
]);
const NARROW: Readonly<Record<Processor, Processor>> = { arm64: 'arm', arm: 'arm', x86_64: 'x86', x86: 'x86' };
const ASK_NAME = 'uname -m 2>/dev/null || getprop ro.product.cpu.abi';
/** The fifth byte of an ELF file: 1 for programs of 32 bits, 2 for 64 (elf(5), EI_CLASS). */
const ASK_CLASS = 'dd if=/system/bin/sh bs=5 count=1 2>/dev/null';

/** Undefined for a processor that no reader was built for. A 64-bit kernel may have a 32-bit system above it. */
export function processorOf(name: string, elf: string): Processor | undefined {
  const processor = NAMES.get(name.trim());
  return processor !== undefined && elf.startsWith('\x7fELF\x01') ? NARROW[processor] : processor;
}

/** The program for a processor, as it is in this package. */
export function prebuiltReader(processor: Processor): Promise<Buffer> {
  return readFile(new URL(`reader-${processor}`, PREBUILT));
}

/** @returns whether the phone could tell the digest; undefined when it is another one */
async function sameDigest(shell: Shell, path: string, content: Buffer, signal: AbortSignal) {
  const { exitCode, stdout } = await shell.run(`sha256sum ${path} 2>/dev/null`, signal);
  const digest = /^([0-9a-f]{64})\b/.exec(stdout)?.[1];
  if (exitCode !== 0 || digest === undefined) return false;
  return digest === createHash('sha256').update(content).digest('hex') ? true : undefined;
}

async function remover(shell: Shell, path: string): Promise<void> {
  await shell.run(`rm -f ${path}`, AbortSignal.timeout(REMOVE_MS)).then(undefined, () => undefined);
}

interface Attempt {
  readonly shell: Shell;
  readonly node: string;
  readonly random: Random;
  readonly processor: Processor;
  readonly content: Buffer;
  readonly limit: AbortSignal;
}

const hindered = (hindrance: ReaderHindrance, why: string): InstalledReader => ({ installed: false, hindrance, why });

/** Puts the reader at that path and starts it. @throws what `openReader` throws, and the limit's reason */
async function tryAt(
  path: string,
  { shell, node, random, processor, content, limit }: Attempt,
): Promise<InstalledReader> {
  const command = `umask 077; cat >${path} 2>/dev/null && chmod 700 ${path} && echo ok`;
  const { exitCode, stdout } = await shell.run(command, limit, content);
  if (exitCode !== 0 || stdout.trim() !== 'ok') return hindered('not-written', 'The phone did not take the reader.');
  const digestChecked = await sameDigest(shell, path, content, limit);
  if (digestChecked === undefined) return hindered('damaged', 'The reader on the phone is not the one we sent.');
  const reader = await openReader(shell, path, node, random, limit);
  return { installed: true, reader, processor, digestChecked, remove: () => remover(shell, path) };
}

/**
 * @param shell of root; the reader runs under it
 * @param node a plain path below /dev/block
 * @throws only the signal's reason and Fault `USAGE_ARGUMENT` for a wrong node; everything else is a hindrance
 */
export async function installReader(
  shell: Shell,
  node: string,
  random: Random,
  signal: AbortSignal,
): Promise<InstalledReader> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
  const own = `wipebench-reader-${Buffer.from(random.bytes(8)).toString('hex')}`;
  const guarded = async (work: () => Promise<InstalledReader>): Promise<InstalledReader> => {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (limit.aborted) return hindered('not-started', `The reader did not start within ${START_MS / 1000} s.`);
      const fault = asFault(error);
      if (fault.code.startsWith('USAGE_') || fault.code.startsWith('BUG_')) throw error;
      return hindered('not-started', `The reader did not start: ${fault.message}`);
    }
  };
  return guarded(async () => {
    const name = (await shell.run(ASK_NAME, limit)).stdout;
    const processor = processorOf(name, (await shell.run(ASK_CLASS, limit)).stdout);
    if (processor === undefined) return hindered('unknown-processor', 'There is no reader for its processor.');
    const attempt: Attempt = { shell, node, random, processor, content: await prebuiltReader(processor), limit };
    let result = hindered('not-written', 'The phone did not take the reader.');
    for (const folder of FOLDERS) {
      const path = `${folder}/${own}`;
      let started = false;
      try {
        const here = await guarded(() => tryAt(path, attempt));
        started = here.installed;
        // What went furthest says most.
        if (here.installed || here.hindrance !== 'not-written') result = here;
      } finally {
        if (!started) await remover(shell, path);
      }
      if (started || limit.aborted) break;
    }
    return result;
  });
}
