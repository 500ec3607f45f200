/** Everybody who can read a storage of one phone: its own `dd`, and the reader where the phone takes it. */
import type { Shell } from '../drivers/driver.ts';
import type { Random } from '../host/random.ts';
import type { ReaderHindrance, ReadingKind } from '../model/findings.ts';
import type { ReaderUse } from '../model/reader-use.ts';
import { openDdReader } from './dd-stream.ts';
import { type PhoneLooks, phoneShouldLook } from './looking.ts';
import type { RawReader } from './raw-reader.ts';
import { installReader } from './reader-install.ts';

export interface Readers {
  readonly raw: RawReader;
  /** Left out where this computer is to look at all bytes itself. */
  readonly phone: PhoneLooks | undefined;
  /** Why the reader is not on the phone; left out where it is, or was not wanted. */
  readonly hindrance: ReaderHindrance | undefined;
  /** Takes the reader away. Best effort, and never a fault. */
  close(): Promise<void>;
}

export interface ReadersWanted {
  readonly use: ReaderUse;
  readonly kind: ReadingKind;
  /** Of the medium. */
  readonly bytes: number;
}

function phoneIsToLook({ use, kind, bytes }: ReadersWanted): boolean {
  return use === 'classifies' || (use === 'auto' && phoneShouldLook(kind, bytes));
}

/**
 * @param shell of root
 * @throws Fault `VERIFY_SHORT_READ` when the node cannot be read at all, `USAGE_ARGUMENT` for a wrong node
 */
export async function openReaders(
  shell: Shell,
  node: string,
  wanted: ReadersWanted,
  random: Random,
  signal: AbortSignal,
): Promise<Readers> {
  const byDd = () => openDdReader(shell, node, random, signal);
  const close = async () => undefined;
  if (wanted.use === 'never') return { raw: await byDd(), phone: undefined, hindrance: undefined, close };
  const installed = await installReader(shell, node, random, signal);
  if (!installed.installed) {
    return { raw: await byDd(), phone: undefined, hindrance: installed.hindrance, close };
  }
  const { reader, remove } = installed;
  try {
    // Who is held to its word is asked another way than the one on which it spoke.
    const phone = phoneIsToLook(wanted) ? { classifier: reader, challenger: await byDd(), random } : undefined;
    return { raw: reader, phone, hindrance: undefined, close: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
