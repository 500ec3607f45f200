/** The services that adbd offers in Android and in recovery (AOSP adb/daemon/services.cpp, docs/dev/services.md). */
import type { StartService } from './connection.ts';
import type { DaemonHost } from './daemon-host.ts';
import { serveRaw, serveV2 } from './shell-service.ts';
import type { AdbStream } from './stream.ts';
import { serveSync } from './sync-service.ts';

const SHELL = '/system/bin/sh';

/** Text, then the end of the stream, as adbd answers to `root:` and the like. */
export function say(text: string, then: () => void = () => undefined): StartService {
  return (stream) => {
    stream.onClose = then;
    stream.send(Buffer.from(text));
    stream.end();
  };
}

function shell(host: DaemonHost, options: readonly string[], command: string): StartService {
  const terminal = options.find((option) => option.startsWith('TERM='))?.slice('TERM='.length);
  const environment = { TERM: terminal ?? 'dumb' };
  const program = command === '' ? [SHELL, '-i'] : [SHELL, '-c', command];
  const serve = options.includes('v2') ? serveV2 : serveRaw;
  return (stream: AdbStream) => serve(stream, host.run(program, environment));
}

function root(host: DaemonHost): StartService {
  if (host.isRoot()) return say('adbd is already running as root\n');
  if (!host.debuggable) return say('adbd cannot run as root in production builds\n');
  return say('restarting adbd as root\n', () => host.restart(true));
}

function unroot(host: DaemonHost): StartService {
  if (!host.isRoot()) return say('adbd not running as root\n');
  return say('restarting adbd as non root\n', () => host.restart(false));
}

/** What the service name starts on the phone; undefined when adbd does not know it. */
export function daemonService(host: DaemonHost, name: string): StartService | undefined {
  const colon = name.indexOf(':');
  if (colon < 0) return undefined;
  const [service, ...options] = name.slice(0, colon).split(',');
  const argument = name.slice(colon + 1);
  switch (service) {
    case 'shell':
      return shell(host, options, argument);
    case 'exec':
      return (stream) => serveRaw(stream, host.run([SHELL, '-c', argument]));
    case 'sync':
      return (stream) => serveSync(stream, host);
    case 'root':
      return root(host);
    case 'unroot':
      return unroot(host);
    case 'reboot':
      return () => host.reboot(argument);
    default:
      return undefined;
  }
}
