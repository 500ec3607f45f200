/** `adb:root`: leaves the link with a root shell, whatever connection carries it. */
import type { StepEvidence } from '../../model/run.ts';
import type { VerbContext } from '../context.ts';
import { openRootShell } from '../root-shell.ts';

export async function becomeRoot({ link, step, signal }: VerbContext): Promise<StepEvidence> {
  const { evidence } = await openRootShell(link, step.timeoutSeconds * 1000, signal);
  return evidence;
}
