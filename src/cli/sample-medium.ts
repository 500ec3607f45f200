/** What `sample` reads: an image on this computer, or storages of a phone behind a root shell. */
import { stat } from 'node:fs/promises';
import { presentSighting } from '../bench/handsets.ts';
import { interrogate } from '../engine/interrogate.ts';
import { openLink } from '../engine/link.ts';
import { openRootShell } from '../engine/root-shell.ts';
import { Fault } from '../faults/fault.ts';
import { systemRandom } from '../host/random.ts';
import type { ReadingKind } from '../model/findings.ts';
import type { ReaderUse } from '../model/reader-use.ts';
import { openImage } from '../sampler/image-reader.ts';
import { blockDeviceBytes, demandRaw } from '../sampler/image-size.ts';
import { MEDIA, type Medium, nodeOfMedium } from '../sampler/media.ts';
import { mediumBytes } from '../sampler/medium-bytes.ts';
import { openReaders, type Readers } from '../sampler/readers.ts';
import { chooseDevice } from './choose-device.ts';
import type { AdbOptions } from './common-options.ts';
import type { Output } from './output.ts';
import { openStationBench } from './wire.ts';

export interface OpenMedium {
  /** For progress. */
  readonly name: string;
  readonly bytes: number;
  readonly readers: Pick<Readers, 'raw' | 'phone' | 'hindrance'>;
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
    yield { name: 'image', bytes, readers: { raw: image, phone: undefined, hindrance: undefined } };
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
  readonly reading: ReadingKind;
  readonly reader: ReaderUse;
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
      const { shell } = await openRootShell(link, ROOT_SECONDS * 1000, signal);
      const node = await nodeOfMedium(shell, medium, signal);
      const bytes = await mediumBytes(shell, node, signal);
      const wanted = { use: options.reader, kind: options.reading, bytes };
      const readers = await openReaders(shell, node, wanted, systemRandom, signal);
      try {
        yield { name: handset.seat, bytes, readers };
      } finally {
        await readers.close();
      }
    }
  } finally {
    await bench.close();
  }
}
