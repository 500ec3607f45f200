// The contiguous reading again, over cables that are slower than this computer.
import { RANDOM_AT } from './medium.mjs';
import { classifyOnly, contiguousLine, rootShell } from './reading.mjs';

const line = (phone, id, what, more) => async () =>
  contiguousLine(phone, await rootShell(phone), { id, what, offset: RANDOM_AT, look: () => classifyOnly, ...more });

const MIB = 1024 * 1024;

export const cableLines = (on) => [
  line(
    on('usb3'),
    'contiguous-usb3',
    'verify 256 MiB of ciphertext over a cable of 300 MiB/s / adb shell dd, discarded',
    {
      rounds: 5,
    },
  ),
  line(
    on('usb2'),
    'contiguous-usb2',
    'verify 64 MiB of ciphertext over a cable of 35 MiB/s / adb shell dd, discarded',
    {
      bytes: 64 * MIB,
      rounds: 3,
    },
  ),
];
