/** What `sample` reads: an image on this computer, or storages of a phone behind a root shell. */
import { stat } from 'node:fs/promises';
import { presentSighting } from '../bench/handsets.ts';
import { interrogate } from '../engine/interrogate.ts';
import { openLink } from '../engine/link.ts';
import { openRootShell } from '../engine/root-shell.ts';
import { Fault } from '../faults/fault.ts';
import { systemRandom } from '../host/random.ts';
import { openDdReader } from '../sampler/dd-stream.ts';
import { openImage } from '../sampler/image-reader.ts';
import { blockDeviceBytes, demandRaw } from '../sampler/image-size.ts';
import { MEDIA, type Medium, nodeOfMedium } from '../sampler/media.ts';
import { mediumBytes } from '../sampler/medium-bytes.ts';
import type { RawReader } from '../sampler/raw-reader.ts';
import { chooseDevice } from './choose-device.ts';
import type { AdbOptions } from './common-options.ts';
import type { Output } from './output.ts';
import { openStationBench } from './wire.ts';

export interface OpenMedium {
  /** For progress. */
  readonly name: string;
  readonly bytes: number;
  readonly reader: RawReader;
}

/** @throws Fault `USAGE_ARGUMENT` when it is not there or is a folder, `USAGE_FILE_INVALID` for a sparse image */
export async function* openImageMedium(path: string): AsyncGenerator<OpenMedium> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new Fault('USAGE_ARGUMENT', `There is no file ${path}.`);
  if (found.isDirectory()) throw new Fault('USAGE_ARGUMENT', `${path} is a folder.`);
  await demandRaw(path);
  // Of a device of this computer the kernel may answer out of its memory.
  const image = await openImage(path, found.isFile());
  try {
    const bytes = image.bytes ?? (await blockDeviceBytes(path));
    if (bytes === 0) throw new Fault('USAGE_ARGUMENT', `${path} is empty.`);
    yield { name: 'image', bytes, reader: image };
  } finally {
    await image.close();
  }
}

const ROOT_SECONDS = 60;

function mediaOf(words: string): Medium[] {
  return words.split(',').map((word) => {
    const medium = MEDIA.find((name) => name === word.trim());
    if (medium === undefined) throw new Fault('USAGE_ARGUMENT', `${word} is none of: ${MEDIA.join(', ')}.`);
    return medium;
  });
}

export interface DeviceOptions extends AdbOptions {
  readonly device?: string;
  readonly partition: string;
}

/** One after the other. @throws Fault when the phone is not there, or its shell is not root */
export async function* openDeviceMedium(
  options: DeviceOptions,
  output: Output,
  signal: AbortSignal,
): AsyncGenerator<OpenMedium> {
  const media = mediaOf(options.partition);
  const bench = await openStationBench(options, output, signal);
  try {
    const handset = chooseDevice(await bench.current(signal), options.device);
    const sighting = presentSighting(handset);
    const session = await bench.driverOf(sighting).open(sighting, signal);
    const { identity } = await interrogate(session, signal);
    const link = openLink(bench, handset.seat, identity);
    for (const medium of media) {
      const shell = await openRootShell(link, ROOT_SECONDS * 1000, signal);
      const node = await nodeOfMedium(shell, medium, signal);
      const bytes = await mediumBytes(shell, node, signal);
      yield { name: handset.seat, bytes, reader: await openDdReader(shell, node, systemRandom, signal) };
    }
  } finally {
    await bench.close();
  }
}
