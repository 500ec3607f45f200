// Programs as a user would start them. Always asynchronous: a blocked event loop would be measured along.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Reads and discards what the program prints. @returns how many bytes @throws when it ends with anything but 0 */
export async function drain(program, args, env) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let bytes = 0;
  let words = '';
  child.stdout.on('data', (chunk) => {
    bytes += chunk.length;
  });
  child.stderr.on('data', (chunk) => {
    words += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: exit ${code}: ${words}`);
  return bytes;
}

/** Starts a script of ours with pipes, and resolves with its first line as JSON. Its standard input keeps it alive. */
export async function startScript(file, args, env = {}) {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const first = Promise.withResolvers();
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
    if (text.includes('\n')) first.resolve(JSON.parse(text.slice(0, text.indexOf('\n'))));
  });
  closed.then(([code]) => first.reject(new Error(`${file} ended with ${code} before it had said anything`)));
  return {
    said: await first.promise,
    /** @returns every line that it said, as JSON */
    stop: async () => {
      child.stdin.end();
      await closed;
      return text
        .trim()
        .split('\n')
        .map((each) => JSON.parse(each));
    },
  };
}
