/**
 * `storage:overwrite` — writes over a whole partition while nothing of it is mounted, which is in recovery with a root
 * shell. One pass is enough for what the phone lets us address; spare and over-provisioned blocks of the flash are not
 * reached by any number of passes.
 */
import { mountPointsOf, mountsIn } from '../../decide/mounts.ts';
import type { Shell } from '../../drivers/driver.ts';
import { Fault } from '../../faults/fault.ts';
import { fillKindSchema } from '../../model/findings.ts';
import type { StepEvidence } from '../../model/run.ts';
import { nodeOf } from '../../sampler/storage-probe.ts';
import type { VerbContext } from '../context.ts';

/** Where Android and recoveries mount userdata, and what they bind out of it; the last one holds the others. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = { userdata: ['/sdcard', '/storage/emulated', '/data'] };

const refused = (text: string, hint?: string) =>
  new Fault('DEVICE_WRONG_MODE', `${text} Nothing was written.`, hint === undefined ? {} : { hint });

/** Both lists of the phone; an empty list is no answer, because something is always mounted. */
async function mountLists(shell: Shell, signal: AbortSignal): Promise<string> {
  const kernel = await shell.run('cat /proc/mounts', signal);
  if (kernel.exitCode !== 0 || mountsIn(kernel.stdout).length === 0) {
    throw refused('The phone does not tell what is mounted.');
  }
  const tool = await shell.run('mount', signal);
  return `${kernel.stdout}\n${tool.exitCode === 0 ? tool.stdout : ''}`;
}

/**
 * The kernel lets root write to a mounted device, and then both sides write over each other. A recovery that mounted
 * userdata by itself is asked to let go of it; the folders are constants.
 * @throws Fault `DEVICE_WRONG_MODE`
 */
async function demandUnmounted(shell: Shell, partition: string, signal: AbortSignal): Promise<void> {
  const node = nodeOf(partition);
  const folders = FOLDERS[partition] ?? [];
  const real = (await shell.run(`readlink -f ${node}`, signal)).stdout.trim();
  const inUse = async () => mountPointsOf(await mountLists(shell, signal), [node, real], folders);
  if ((await inUse()).length > 0) {
    for (const folder of folders) await shell.run(`umount ${folder}`, signal);
    if ((await inUse()).length > 0) throw refused('The storage is mounted, and could not be unmounted.');
  }
  // A device that a mapper holds shows its content under another name.
  const held = await shell.run(`n=$(readlink -f ${node}); ls /sys/class/block/"\${n##*/}"/holders 2>/dev/null`, signal);
  if (held.stdout.trim() !== '') throw refused('The storage is held by a mapped device, as when it was decrypted.');
}

async function rootShell({ link, signal }: VerbContext) {
  const { sighting, session } = await link.open(signal);
  if ((await link.compare(session, signal)) !== 'same') {
    throw refused('It could not be shown that this is the phone of the plan.');
  }
  const { shell } = session;
  if (sighting.state !== 'recovery' || !shell) {
    throw refused('A storage is written over in recovery only.', 'Start the recovery and run the wipe again.');
  }
  if ((await shell.run('id -u', signal)).stdout.trim() !== '0')
    throw refused('The shell of this recovery is not root.');
  return { session, shell };
}

export async function overwrite(context: VerbContext): Promise<StepEvidence> {
  const { step, memory, probe, signal, emit } = context;
  const partition = String(step.args['partition']);
  const kind = fillKindSchema.parse(step.args['fill']);
  const { session, shell } = await rootShell(context);
  await demandUnmounted(shell, partition, signal);
  if (kind === 'zero') {
    emit({ type: 'note', text: 'A storage may drop zeros instead of writing them; a random stream it has to write.' });
  }
  const report = (progress: { done: number; total: number }) => emit({ type: 'writing', ...progress });
  memory.fill?.destroy();
  memory.fill = undefined;
  const fill = await probe.overwrite(session, { kind, node: nodeOf(partition), signal, onProgress: report });
  memory.fill = fill;
  const { places, wrong, unreadable } = await probe.readBack(session, fill, {
    where: 'ends',
    seedParts: [context.runId, context.journalHead()],
    signal,
    onProgress: (progress) => emit({ type: 'reading', what: 'verify', ...progress }),
  });
  if (wrong > 0) {
    const words = `${wrong} of ${places} places at both ends do not hold what was just written there.`;
    throw new Fault('WIPE_NOT_OBSERVED', words, { touched: true });
  }
  const unread = unreadable === 0 ? '' : `, and ${unreadable} could not be read`;
  return {
    reply: 'the writing program ended with 0',
    marker: `${fill.bytes} bytes of a ${kind === 'zero' ? 'zero fill' : 'keyed stream'} written`,
    observation: `${places - unreadable} places at both ends read back and equal${unread}`,
  };
}
