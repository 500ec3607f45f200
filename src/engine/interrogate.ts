/** Everything that is asked of a phone before a plan is made. Changes nothing on it. */

import type { RootShell } from '../decide/conditions.ts';
import { identify } from '../decide/identify.ts';
import { preflight } from '../decide/preflight.ts';
import type { Session } from '../drivers/driver.ts';
import type { Service } from '../model/condition.ts';
import type { Identity } from '../model/identity.ts';
import type { PreflightItem } from '../model/preflight.ts';
import { READING_NAMES, type ReadingName, type Readings, readingText } from '../model/readings.ts';
import { ask, askAll, keptReadings, type ShellReading } from './ask.ts';
import { emulatorService } from './emulator-service.ts';
import { fastbootReading } from './fastboot-reading.ts';
import { findService, miassistantReading } from './quiet-modes.ts';

export interface Interrogation {
  readonly identity: Identity;
  readonly preflight: readonly PreflightItem[];
  /** Without those that hold more of the owner than anybody needs. */
  readonly readings: Readings;
  readonly rootShell: RootShell;
  readonly service: Service | undefined;
}

/** What minadbd lets a host ask for in rescue mode (AOSP bootable/recovery/minadbd/minadbd_services.cpp). */
const RESCUE_PROPERTIES = [
  'ro.build.fingerprint',
  'ro.build.product',
  'ro.product.device',
  'ro.wipebench.virtual',
] as const;

async function rescueReadings(session: Session, signal: AbortSignal): Promise<Readings> {
  const lines: string[] = [];
  for (const name of RESCUE_PROPERTIES) {
    // One line only: a value must not add properties of its own to the list.
    const value = (await session.rescueGetprop?.(name, signal))?.split(/[\r\n]/, 1)[0];
    if (value) lines.push(`[${name}]: [${value}]`);
  }
  return { props: { exitCode: 0, stdout: lines.join('\n'), stderr: '' } };
}

/** Asked in a way of their own, where an ordinary shell does not answer. */
const NOT_IN_A_SHELL: readonly ReadingName[] = ['trade-in', 'getvar', 'miassistant'];

/** What the phone says of itself, in the one way that its mode offers. */
async function readingsOf(session: Session, signal: AbortSignal): Promise<Readings> {
  if (session.shell) {
    const names = READING_NAMES.filter((name): name is ShellReading => !NOT_IN_A_SHELL.includes(name));
    return askAll(session, names, signal);
  }
  if (session.rescueGetprop) return rescueReadings(session, signal);
  if (session.miassistant) return { miassistant: await miassistantReading(session, signal) };
  return session.fastboot ? { getvar: await fastbootReading(session.fastboot, signal) } : {};
}

export async function interrogate(session: Session, signal: AbortSignal): Promise<Interrogation> {
  const readings = await readingsOf(session, signal);
  const uid = readingText(readings, 'uid');
  // A phone in trade-in mode refuses the ordinary shell; then its status is all there is.
  if (session.shell && 'unavailable' in uid) readings['trade-in'] = await ask(session, 'trade-in', signal);
  const identity = identify(readings);
  const debuggable = 'value' in identity.debuggable && identity.debuggable.value;
  const rootShell = 'text' in uid && uid.text.trim() === '0' ? 'now' : debuggable ? 'possible' : 'no';
  const service = (await findService(session, readings, signal)) ?? (await emulatorService(session, signal));
  return { identity, preflight: preflight(readings, identity), readings: keptReadings(readings), rootShell, service };
}
