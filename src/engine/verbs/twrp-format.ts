/**
 * `twrp:format-data` — `twrp format data`, never `twrp wipe data`, which keeps photos and downloads. Its words are in
 * `decide/twrp-output`; because the program says and ends the same whether it erased or not, the raw partition is looked at
 * before and after: a file system with a number of its own must stand there that was not there before.
 */
import { HEAD_BYTES, type Head, headOf, noNewFileSystem } from '../../decide/super-block.ts';
import { twrpResult } from '../../decide/twrp-output.ts';
import type { Shell } from '../../drivers/driver.ts';
import { Fault } from '../../faults/fault.ts';
import type { StepEvidence } from '../../model/run.ts';
import type { VerbContext } from '../context.ts';
import { openThePhone } from '../the-phone.ts';

const READ_HEAD = `dd if=/dev/block/by-name/userdata bs=${HEAD_BYTES} count=1 2>/dev/null | od -An -v -tx1`;
/** The folder of the wrapped metadata key (AOSP fstab `keydirectory=`); TWRP makes the file system around it anew. */
const KEY_FOLDER = '[ -e /metadata/vold/metadata_encryption/key/encrypted_key ] && echo there || echo none';
const FORMAT_DATA = 'twrp format data 2>&1';
const HAS_CACHE = '[ -e /dev/block/by-name/cache ] && echo yes || echo no';
const WIPE_CACHE = 'twrp wipe cache 2>&1';

const touched = { touched: true };

async function readHead(shell: Shell, signal: AbortSignal): Promise<Head> {
  const { exitCode, stdout } = await shell.run(READ_HEAD, signal);
  return exitCode === 0 ? headOf(stdout) : { kind: 'unread' };
}

/** Undefined when the phone does not say. */
async function keyThere(shell: Shell, signal: AbortSignal): Promise<boolean | undefined> {
  const words = (await shell.run(KEY_FOLDER, signal)).stdout.trim();
  return words === 'there' ? true : words === 'none' ? false : undefined;
}

/** @throws Fault unless TWRP says that it has come to the end, and nothing of what it says when something goes wrong */
async function demand(shell: Shell, command: string, what: string, signal: AbortSignal): Promise<string> {
  const said = await shell.run(command, signal);
  const { result, line } = twrpResult(said.stdout);
  if (result === 'failed') throw new Fault('WIPE_REPORTED_FAILURE', `TWRP reports that it could not ${what}.`, touched);
  if (result === 'files-only') {
    throw new Fault('WIPE_STEP_FAILED', `TWRP removed names of files instead of making a new file system.`, {
      touched: true,
      hint: 'This TWRP lacks the program that makes the file system; use another build of it.',
    });
  }
  if (result !== 'done' || said.exitCode !== 0) {
    throw new Fault('DEVICE_REPLY', `TWRP did not say that it came to the end when it was to ${what}.`, {
      touched: true,
      hint: 'Set the language of TWRP to English: its words are understood in no other.',
    });
  }
  return line ?? '';
}

export async function twrpFormatData(context: VerbContext): Promise<StepEvidence> {
  const { signal, memory } = context;
  const { session } = await openThePhone(context);
  const { shell } = session;
  if (!shell) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone offers no shell in this mode.');
  if ((await shell.run('command -v twrp', signal)).exitCode !== 0) {
    throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone is not in TWRP.');
  }
  const [head, key] = [await readHead(shell, signal), await keyThere(shell, signal)];
  const marker = await demand(shell, FORMAT_DATA, 'format the user data', signal);
  const after = await readHead(shell, signal);
  const against = noNewFileSystem(head, after);
  if (against !== undefined) {
    throw new Fault('WIPE_NOT_OBSERVED', `TWRP says that it formatted the user data, but ${against}.`, touched);
  }
  const keyAfter = await keyThere(shell, signal);
  if (key === true && keyAfter !== false) {
    throw new Fault('WIPE_NOT_OBSERVED', 'The storage key from before is still in the metadata partition.', touched);
  }
  const cache = (await shell.run(HAS_CACHE, signal)).stdout.trim() === 'yes';
  if (cache) await demand(shell, WIPE_CACHE, 'wipe the cache', signal);
  memory.acknowledged = true;
  return {
    reply: `twrp ended${cache ? ', also for the cache' : '; there is no cache partition'}`,
    marker,
    observation: `a new ${after.kind} file system stands on userdata${key === true ? ', and the storage key is gone' : ''}`,
  };
}
