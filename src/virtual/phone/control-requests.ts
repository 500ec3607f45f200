/** What the programs of a phone may ask of it as a whole, through the control pipe; the answer is one word. */
import { traitOf } from '../definition.ts';
import { getData } from './android-data.ts';
import { partitionCard, unmountCard } from './memory-card.ts';
import { SCREEN_LOCK } from './owner-state.ts';
import type { PhoneBody } from './phone-body.ts';
import { orderTestHarness } from './test-harness.ts';
import { enterEvaluation } from './trade-in-evaluate.ts';
import { twrpCommand } from './twrp.ts';
import type { WipeHooks } from './wipe-data.ts';

/** So that the answer is out before the phone goes down, or its daemon restarts. */
const ANSWER_MS = 60;

export interface ControlWishes {
  reboot(target: string): void;
  /** Restarts adbd without root, which looks anew at what it may be. */
  restartDaemon(): void;
}

export function controlRequests(
  body: PhoneBody,
  wishes: ControlWishes,
  hooks: WipeHooks,
): (verb: string, argument: string) => Promise<string> {
  const soon = (work: () => void) => void body.sleep(ANSWER_MS).then(work, () => undefined);
  const { unit, definition } = body;
  const requests: Readonly<Record<string, (argument: string) => Promise<string>>> = {
    reboot: async (target) => {
      wishes.reboot(target);
      return 'ok';
    },
    sync: async () => {
      await body.sync();
      return 'ok';
    },
    cardpartition: async () => ((await unit.exclusively(() => partitionCard(unit))) ? 'ok' : 'error'),
    cardunmount: async () => ((await unit.exclusively(() => unmountCard(unit))) ? 'ok' : 'error'),
    harness: async () => {
      if ((await getData(unit.userdata.tree, SCREEN_LOCK)) !== undefined) return 'locked';
      if (!definition.persistentDataBlock) return 'error';
      await unit.exclusively(() => orderTestHarness(unit));
      soon(() => wishes.reboot('recovery'));
      return 'ok';
    },
    evaluate: async () => {
      if (!(await unit.exclusively(() => enterEvaluation(unit, body.properties)))) return 'error';
      soon(() => wishes.restartDaemon());
      return 'ok';
    },
    umount: async () => {
      if (definition.recovery !== 'twrp' || body.mode !== 'recovery') return 'error';
      await unit.exclusively(async () => {
        await unit.userdata.sync();
        await unit.userdata.unmount();
      });
      return 'ok';
    },
    twrp: async (command) => {
      const answer = await unit.exclusively(() => twrpCommand(unit, command, hooks));
      if (answer !== 'error') body.tell('phone-wipe', { reported: traitOf(definition, 'fail-wipe') === undefined });
      return answer;
    },
  };
  return async (verb, argument) => (await requests[verb]?.(argument)) ?? 'error';
}
