/** How a storage was read, in words: who read it, who looked at what was read, and what lies beside it. */
import type { Findings, PartitionFindings, ReaderHindrance } from '../model/findings.ts';
import { bytesText } from './units.ts';

const HINDRANCE: Readonly<Record<ReaderHindrance, string>> = {
  'unknown-processor': 'no reader was built for its processor',
  'not-written': 'it took no reader',
  damaged: 'the reader arrived damaged',
  'not-started': 'the reader did not start there',
};

const CHANNEL: Readonly<Record<Findings['channel'], string>> = {
  'dd-stream': "the phone's own dd",
  'image-file': 'this computer, from a file',
  reader: 'the reader of wipebench, put on the phone and removed',
};

type Way = Pick<Findings, 'channel' | 'classified' | 'readerHindrance' | 'direct'>;

/** Who read, past which cache, and who said what the blocks hold. */
export function readByText({ channel, classified, readerHindrance, direct }: Way): string {
  const why = readerHindrance === undefined ? '' : ` (${HINDRANCE[readerHindrance]})`;
  const cache = direct ? '' : ', through a cache that could not be passed by';
  const who =
    classified?.by === 'phone'
      ? `; the phone looked at the blocks, and ${classified.challenged} places drawn afterwards were read and looked at again here`
      : '; every block was looked at here';
  return `${CHANNEL[channel]}${why}${cache}${who}`;
}

export function partitionText(partition: PartitionFindings): string {
  if ('unavailable' in partition) return partition.unavailable;
  const { name, bytes, windows, before } = partition;
  const read = windows * 4096 >= bytes ? 'read whole' : `${windows} places of 4 KiB read`;
  const kept =
    before === null
      ? 'not read before'
      : `${before.unchanged} of ${before.informative} places that held something hold some of it still`;
  return `${name}, ${bytesText(bytes)}: ${read}; ${kept} (told, not judged)`;
}
