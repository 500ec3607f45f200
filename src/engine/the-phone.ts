/**
 * Before anything is erased: is this the phone that the plan was made for? Wiping another one is worse than not wiping.
 */
import type { Session } from '../drivers/driver.ts';
import { Fault } from '../faults/fault.ts';
import type { Sighting } from '../model/sighting.ts';
import type { VerbContext } from './context.ts';

export interface ThePhone {
  readonly sighting: Sighting;
  readonly session: Session;
}

type Context = Pick<VerbContext, 'link' | 'plan' | 'signal'>;

const BOOT_LOADER: readonly string[] = ['fastboot', 'fastbootd'];

/**
 * Modes that tell little of themselves (rescue, sideload, boot loaders) often leave hard facts unknown. To adb it counts
 * then that the phone shows the serial that it had when the plan was made: one that shows another may be a neighbour of
 * the same model. A boot loader erases without any further question, so there the plan must have been made for what is in
 * its boot loader on this very port.
 * @throws Fault `DEVICE_SWAPPED` when hard facts differ, `DEVICE_REFUSED` when nothing shows that it is the phone
 */
export async function demandThePhone({ link, plan, signal }: Context, { sighting, session }: ThePhone): Promise<void> {
  if ((await link.compare(session, signal)) === 'same') return;
  const { stateAtPlan, binding, shownSerial } = plan.target;
  const known =
    session.fastboot !== undefined
      ? BOOT_LOADER.includes(stateAtPlan) && binding === 'strong'
      : shownSerial !== '' && sighting.serial === shownSerial;
  if (known) return;
  throw new Fault('DEVICE_REFUSED', `It is not known that the phone on ${link.seat} is the one of the plan.`, {
    hint: 'This step erased nothing. Make a new plan while the phone is in this mode.',
  });
}

/** The phone on the seat, opened and known to be the one. @throws as `demandThePhone`, and Fault `DEVICE_GONE` */
export async function openThePhone(context: Context): Promise<ThePhone> {
  const phone = await context.link.open(context.signal);
  await demandThePhone(context, phone);
  return phone;
}
