/**
 * `sync:` (AOSP docs/dev/sync.md, file_sync_protocol.h). Every request becomes one small program inside the phone's
 * sandbox, so permissions and symbolic links are the kernel's business and nothing of the host can be reached.
 */
import type { ChildProcess } from 'node:child_process';
import type { DaemonHost } from './daemon-host.ts';
import type { AdbStream } from './stream.ts';

const MAX_DATA_BYTES = 64 * 1024;
const MAX_PATH_BYTES = 1024;
const PROGRAMS = '/system/bin';
const ERRNO: readonly (readonly [RegExp, number])[] = [
  [/no such file/i, 2],
  [/permission denied/i, 13],
  [/not a directory/i, 20],
  [/too many levels/i, 40],
];
const EIO = 5;

function request(id: string, value: number, data: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(value, 4);
  return Buffer.concat([head, data]);
}

function fail(stream: AdbStream, message: string): void {
  const text = Buffer.from(message);
  stream.send(request('FAIL', text.length, text));
}

/** The words after the last colon of a busybox message, e.g. `Permission denied`. */
function lastWords(stderr: string): string {
  return stderr.trim().split('\n').at(-1)?.split(': ').at(-1) ?? 'I/O error';
}

interface Outcome {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

async function collect(child: ChildProcess): Promise<Outcome> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (data: Buffer) => stdout.push(data));
  child.stderr?.on('data', (data: Buffer) => stderr.push(data));
  const code = await new Promise<number>((resolve) => child.once('close', (exit) => resolve(exit ?? -1)));
  return { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() };
}

/** Fields of adbd-stat: mode, device, inode, links, uid, gid, size, atime, mtime, ctime. */
type Stat = readonly bigint[];

/** The mode is in hex, the rest in decimal. */
function parseStat(line: string): Stat {
  const [mode = '0', ...rest] = line.split(' ');
  return [`0x${mode}`, ...rest].map((text) => (/^(?:0x[0-9a-f]+|\d+)$/.test(text) ? BigInt(text) : 0n));
}

function statV1(stat: Stat): Buffer {
  const body = Buffer.alloc(12);
  body.writeUInt32LE(Number(stat[0] ?? 0n), 0);
  body.writeUInt32LE(Number((stat[6] ?? 0n) & 0xffffffffn), 4);
  body.writeUInt32LE(Number((stat[8] ?? 0n) & 0xffffffffn), 8);
  return body;
}

function statV2(error: number, stat: Stat | undefined): Buffer {
  const body = Buffer.alloc(68);
  body.writeUInt32LE(error, 0);
  if (stat === undefined) return body;
  body.writeBigUInt64LE(stat[1] ?? 0n, 4);
  body.writeBigUInt64LE(stat[2] ?? 0n, 12);
  body.writeUInt32LE(Number(stat[0] ?? 0n), 20);
  for (const [index, offset] of [24, 28, 32].entries()) body.writeUInt32LE(Number(stat[3 + index] ?? 0n), offset);
  for (const [index, offset] of [36, 44, 52, 60].entries()) body.writeBigUInt64LE(stat[6 + index] ?? 0n, offset);
  return body;
}

class SyncSession {
  readonly #stream: AdbStream;
  readonly #host: DaemonHost;
  #input: Buffer = Buffer.alloc(0);
  #receiver: { path: string; child: ChildProcess; outcome: Promise<Outcome> } | undefined;
  #busy: Promise<void> = Promise.resolve();

  constructor(stream: AdbStream, host: DaemonHost) {
    this.#stream = stream;
    this.#host = host;
    stream.onData = (payload) => {
      this.#busy = this.#busy.then(() => this.#take(payload));
      return this.#busy;
    };
    stream.onClose = () => this.#receiver?.child.kill('SIGKILL');
  }

  async #take(payload: Buffer): Promise<void> {
    this.#input = this.#input.length === 0 ? payload : Buffer.concat([this.#input, payload]);
    while (this.#input.length >= 8 && !this.#stream.closed) {
      const id = this.#input.toString('latin1', 0, 4);
      const value = this.#input.readUInt32LE(4);
      const length = id === 'DONE' || id === 'QUIT' ? 0 : value;
      if (length > (id === 'DATA' ? MAX_DATA_BYTES : MAX_PATH_BYTES)) {
        fail(this.#stream, 'invalid data message');
        return this.#stream.end();
      }
      if (this.#input.length < 8 + length) return;
      const data = this.#input.subarray(8, 8 + length);
      this.#input = this.#input.subarray(8 + length);
      await this.#perform(id, value, data);
    }
  }

  async #perform(id: string, value: number, data: Buffer): Promise<void> {
    switch (id) {
      case 'STAT':
      case 'STA2':
      case 'LST2':
        return this.#stat(id, data.toString());
      case 'LIST':
      case 'LIS2':
        return this.#list(id === 'LIS2', data.toString());
      case 'RECV':
        return this.#send(data.toString());
      case 'SEND':
        return this.#receive(data.toString());
      case 'DATA':
        return this.#write(data);
      case 'DONE':
        return this.#finish(value);
      case 'QUIT':
        return this.#stream.end();
      default:
        fail(this.#stream, `unknown command ${id.replace(/[^\x20-\x7e]/g, '?')}`);
        return this.#stream.end();
    }
  }

  #run(...program: string[]): ChildProcess {
    return this.#host.run(program);
  }

  async #stat(id: string, path: string): Promise<void> {
    const follow = id === 'STA2' ? 'follow' : 'link';
    const { code, stdout, stderr } = await collect(this.#run(`${PROGRAMS}/adbd-stat`, follow, path));
    const stat = code === 0 ? parseStat(stdout.toString().trim()) : undefined;
    if (id === 'STAT') {
      this.#stream.send(Buffer.from(id), stat ? statV1(stat) : Buffer.alloc(12));
    } else {
      const error = ERRNO.find(([words]) => words.test(stderr))?.[1] ?? EIO;
      this.#stream.send(Buffer.from(id), statV2(stat ? 0 : error, stat));
    }
  }

  async #list(second: boolean, path: string): Promise<void> {
    const { stdout } = await collect(this.#run(`${PROGRAMS}/adbd-list`, path));
    // Pairs of a stat line and a name, each ended by a NUL: a name may hold anything else.
    const fields = stdout.toString('latin1').split('\0');
    for (let index = 0; index + 1 < fields.length; index += 2) {
      const stat = parseStat(fields[index] ?? '');
      const name = Buffer.from(fields[index + 1] ?? '', 'latin1');
      const length = Buffer.alloc(4);
      length.writeUInt32LE(name.length);
      this.#stream.send(Buffer.from(second ? 'DNT2' : 'DENT'), second ? statV2(0, stat) : statV1(stat), length, name);
    }
    this.#stream.send(Buffer.from('DONE'), Buffer.alloc(second ? 72 : 16));
  }

  async #send(path: string): Promise<void> {
    const child = this.#run(`${PROGRAMS}/adbd-send`, path);
    const errors: Buffer[] = [];
    child.stderr?.on('data', (data: Buffer) => errors.push(data));
    child.stdout?.on('data', (data: Buffer) => {
      for (let at = 0; at < data.length; at += MAX_DATA_BYTES) {
        const piece = data.subarray(at, at + MAX_DATA_BYTES);
        this.#stream.send(request('DATA', piece.length), piece);
      }
      if (this.#stream.full) child.stdout?.pause();
    });
    this.#stream.onDrain = () => child.stdout?.resume();
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    if (code === 0) this.#stream.send(request('DONE', 0));
    else fail(this.#stream, `open failed: ${lastWords(Buffer.concat(errors).toString())}`);
  }

  /** `PATH,MODE` in decimal. */
  #receive(argument: string): void {
    const comma = argument.lastIndexOf(',');
    const mode = Number.parseInt(argument.slice(comma + 1), 10);
    const path = argument.slice(0, comma);
    if (comma < 0 || Number.isNaN(mode)) {
      fail(this.#stream, 'missing , in ID_SEND');
      return;
    }
    const kind = (mode & 0o170000) === 0o120000 ? 'link' : 'file';
    const child = this.#run(`${PROGRAMS}/adbd-receive`, kind, path, (mode & 0o777).toString(8));
    this.#receiver = { path, child, outcome: collect(child) };
  }

  async #write(data: Buffer): Promise<void> {
    const stdin = this.#receiver?.child.stdin;
    if (!stdin?.writable) return;
    await new Promise<void>((resolve) => stdin.write(data, () => resolve()));
  }

  async #finish(modified: number): Promise<void> {
    const receiver = this.#receiver;
    if (receiver === undefined) return;
    receiver.child.stdin?.end();
    const { code, stderr } = await receiver.outcome;
    this.#receiver = undefined;
    if (code !== 0) return fail(this.#stream, `couldn't create file: ${lastWords(stderr)}`);
    await collect(this.#run(`${PROGRAMS}/touch`, '-h', '-d', `@${modified}`, receiver.path));
    this.#stream.send(request('OKAY', 0));
    this.#host.pushed();
  }
}

export function serveSync(stream: AdbStream, host: DaemonHost): void {
  new SyncSession(stream, host);
}
