// Where the benchmark's phone holds what. In bytes.
export const MIB = 1024 * 1024;
export const NODE = '/dev/block/by-name/userdata';
/** Large enough that the places of a sample lie a MiB apart, as they do on a real phone and further. */
export const MEDIUM_BYTES = 4096 * MIB;
/** Random bytes, as the ciphertext of a phone in use. Everything else but a small file system is empty. */
export const RANDOM_AT = 1024 * MIB;
export const RANDOM_BYTES = 1024 * MIB;
/** As much of them as the lines read that go over no slow cable. */
export const SOME_BYTES = 256 * MIB;
export const EMPTY_AT = 2048 * MIB;
/** Places at 99 % confidence and 0.1 %: the product's default. */
export const PLACES = 4603;
export const PLACE_BYTES = 4096;
/** Phones of the benchmark, and what the cable of each carries, in MiB/s: about USB 3 at 5 Gbit/s, and USB 2. */
export const CABLES = { loopback: null, usb3: 300, usb2: 35 };
