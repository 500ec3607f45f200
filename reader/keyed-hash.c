/*
 * The keyed hash of one block for the host, as WebAssembly: JavaScript has no 64-bit integers that are fast.
 * The caller writes the key and the block into the memory of the module, and reads the hash from it.
 */
#include "siphash.h"

static u8 key[16];
static u8 block[4096];
static u8 out[16];

#define EXPORT(name) __attribute__((export_name(name)))

EXPORT("key") u8 *key_at(void) { return key; }
EXPORT("block") u8 *block_at(void) { return block; }
EXPORT("out") u8 *out_at(void) { return out; }

/* Of the first `length` bytes of the block. */
EXPORT("hash") void hash(u32 length) { siphash128(out, key, block, length); }
