/**
 * How a program inside the sandbox asks for something that only the phone as a whole can do: `reboot`, `sync`. It writes
 * one line `REPLY VERB ARGUMENT` into a named pipe and waits on its own pipe REPLY in the same folder.
 */
import { constants, openSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { runTool } from '../storage/tool.ts';

const MAX_LINE = 4096;
const REQUEST = /^(reply\.[0-9]{1,24}) ([a-z]{1,16})(?: ([\w,-]{0,64}))?$/;

export interface ControlPipe {
  close(): void;
}

async function reply(folder: string, name: string, text: string): Promise<void> {
  // Read-write, so that opening does not wait for the other side.
  const flags = constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW;
  const handle = await open(join(folder, name), flags).catch(() => undefined);
  if (handle === undefined) return;
  try {
    if ((await handle.stat()).isFIFO()) await handle.write(`${text}\n`);
  } finally {
    await handle.close();
  }
}

/** @param perform its result is the answer; a failure answers `error`. */
export async function openControlPipe(
  folder: string,
  perform: (verb: string, argument: string) => Promise<string>,
): Promise<ControlPipe> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'request');
  await runTool('mkfifo', ['-m', '600', path]);
  // A Socket polls; a file stream would block one of the few file system threads for the life of the phone. The socket
  // owns the descriptor, so it must not belong to a FileHandle as well.
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const socket = new Socket({ fd, readable: true, writable: false });
  let rest = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    rest = (rest + chunk.toString('latin1')).slice(-MAX_LINE);
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, name, verb, argument] = REQUEST.exec(line) ?? [];
      if (name === undefined || verb === undefined) continue;
      void perform(verb, argument ?? '')
        .catch(() => 'error')
        .then((text) => reply(folder, name, text))
        .catch(() => undefined);
    }
  });
  socket.resume();
  return { close: () => socket.destroy() };
}
