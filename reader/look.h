/*
 * What one block looks like, by arithmetic alone. What the numbers mean is the host's business: it sends the thresholds
 * and the prefilters, and it judges. Must agree exactly with src/sampler/classify.ts and statistics.ts.
 */
#ifndef LOOK_H
#define LOOK_H
#include "siphash.h"

#define BLOCK 4096
#define BINS 256

enum verdict { ZERO, FF, CONSTANT, RANDOM_LIKE, STRUCTURED, STRUCTURED_POOR, PREFILTER };

struct prefilter {
  u16 at;
  u8 length;
  u8 reserved;
  u8 magic[16];
};

struct knowledge {
  u8 key[16];
  /* A sum of squared counts below or above is structured. For whole blocks. */
  u32 low, high;
  /* Fewer distinct values than this are a poor structure. */
  u32 telling;
  u32 printable_run;
  /* One bit for each byte value, lowest first. */
  u8 printable[32];
  u32 prefilters;
  u32 reserved;
  struct prefilter prefilter[64];
};

static int all_one_value(const u8 *p, u32 length) {
  const u64 word = p[0] * 0x0101010101010101ull;
  u32 at = 0;
  for (; at + 32 <= length; at += 32) {
    u64 other = (load64(p + at) ^ word) | (load64(p + at + 8) ^ word);
    other |= (load64(p + at + 16) ^ word) | (load64(p + at + 24) ^ word);
    if (other) return 0;
  }
  for (; at < length; at++)
    if (p[at] != p[0]) return 0;
  return 1;
}

static int prefilter_matches(const struct knowledge *known, const u8 *p, u32 length) {
  for (u32 i = 0; i < known->prefilters; i++) {
    const struct prefilter *f = &known->prefilter[i];
    if ((u32)f->at + f->length > length || p[f->at] != f->magic[0]) continue;
    u32 same = 1;
    while (same < f->length && p[f->at + same] == f->magic[same]) same++;
    if (same == f->length) return 1;
  }
  return 0;
}

static int is_printable(const struct knowledge *known, u8 value) {
  return (known->printable[value >> 3] >> (value & 7)) & 1;
}

/* A run of n covers a multiple of n: only these places are looked at first. */
static int has_printable_run(const struct knowledge *known, const u8 *p, u32 length) {
  const u32 run = known->printable_run;
  for (u32 probe = run - 1; probe < length; probe += run) {
    if (!is_printable(known, p[probe])) continue;
    u32 from = probe, to = probe + 1;
    while (from > 0 && is_printable(known, p[from - 1])) from--;
    while (to < length && to - from < run && is_printable(known, p[to])) to++;
    if (to - from >= run) return 1;
  }
  return 0;
}

/* Four tables, so that equal neighbours do not wait for each other's store. */
static u32 counts[4][BINS];

/* Counting waits for memory and hashing for the processor: side by side they take the time of one of them. */
static void spread_and_hash(const u8 *p, u32 length, const u8 *key, u32 *squares, u32 *distinct, u8 *hash) {
  struct sip state = sip_begin(key);
  u64 *clear = (u64 *)counts;
  for (u32 i = 0; i < sizeof counts / 8; i++) clear[i] = 0;
  u32 at = 0;
  for (; at + 8 <= length; at += 8) {
    const u64 word = load64(p + at);
    const u32 a = (u32)word, b = (u32)(word >> 32);
    sip_word(&state, word);
    counts[0][a & 255]++;
    counts[1][(a >> 8) & 255]++;
    counts[2][(a >> 16) & 255]++;
    counts[3][a >> 24]++;
    counts[0][b & 255]++;
    counts[1][(b >> 8) & 255]++;
    counts[2][(b >> 16) & 255]++;
    counts[3][b >> 24]++;
  }
  sip_end(&state, p + at, length, hash);
  for (; at < length; at++) counts[0][p[at]]++;
  u32 sum = 0, values = 0;
  for (u32 i = 0; i < BINS; i++) {
    const u32 count = counts[0][i] + counts[1][i] + counts[2][i] + counts[3][i];
    sum += count * count;
    values += count > 0;
  }
  *squares = sum;
  *distinct = values;
}

/* `low` and `high` are those of the block's length. `hash` gets 16 bytes where the verdict is RANDOM_LIKE or STRUCTURED. */
static enum verdict look(const struct knowledge *known, const u8 *p, u32 length, u32 low, u32 high, u8 *hash) {
  if (all_one_value(p, length)) return p[0] == 0 ? ZERO : p[0] == 0xff ? FF : CONSTANT;
  if (prefilter_matches(known, p, length)) return PREFILTER;
  u32 squares, distinct;
  spread_and_hash(p, length, known->key, &squares, &distinct, hash);
  if (squares < low || squares > high) return distinct < known->telling ? STRUCTURED_POOR : STRUCTURED;
  return has_printable_run(known, p, length) ? STRUCTURED : RANDOM_LIKE;
}

#endif
