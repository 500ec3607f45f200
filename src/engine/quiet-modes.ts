/** Questions to a phone in a mode in which an ordinary shell is missing or is not Android's. Change nothing on it. */
import { mayBeTwrp, serviceOf } from '../decide/answering.ts';
import type { Session } from '../drivers/driver.ts';
import { asFault } from '../faults/fault.ts';
import type { Service } from '../model/condition.ts';
import type { Reading, Readings } from '../model/readings.ts';

const QUESTIONS = ['getdevice', 'getversion', 'getsn', 'getromzone'] as const;
const ANSWER_MS = 15_000;
const FIND_TWRP = 'command -v twrp';

/** Asks Xiaomi's recovery who the phone is; a recovery that does not know the first question is not asked the others. */
export async function miassistantReading(session: Session, signal: AbortSignal): Promise<Reading> {
  if (!session.miassistant) return { unavailable: 'not in sideload mode' };
  const lines: string[] = [];
  for (const question of QUESTIONS) {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    let answer: string | undefined;
    try {
      answer = await session.miassistant.ask(question, limit);
    } catch (error) {
      signal.throwIfAborted();
      return { unavailable: limit.aborted ? 'no answer in time' : `refused (${asFault(error).code})` };
    }
    if (answer === undefined && question === 'getdevice') return { unavailable: 'this recovery has no MIAssistant' };
    if (answer !== undefined) lines.push(`${question}=${answer}`);
  }
  return { exitCode: 0, stdout: lines.join('\n'), stderr: '' };
}

/** @param readings what was asked already */
export async function findService(
  session: Session,
  readings: Readings,
  signal: AbortSignal,
): Promise<Service | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  let program = false;
  if (session.shell && mayBeTwrp(readings)) {
    const found = await session.shell.run(FIND_TWRP, limit).catch((error: unknown) => {
      signal.throwIfAborted();
      asFault(error);
      return undefined;
    });
    program = found?.exitCode === 0 && found.stdout.trim() !== '';
  }
  return serviceOf(readings, program);
}
