/*
 * SipHash-2-4 with an output of 128 bits (Aumasson and Bernstein, https://www.aumasson.jp/siphash/siphash.pdf, and the
 * reference code for the doubled output). A keyed function: who does not know the key cannot tell it from random.
 * Shared by the reader on the phone and by the module on the host, so that both mean the same by "hash".
 */
#ifndef SIPHASH_H
#define SIPHASH_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

static inline u64 load64(const u8 *p) {
  u64 v;
  __builtin_memcpy(&v, p, 8);
  return v;
}

static inline void store64(u8 *p, u64 v) { __builtin_memcpy(p, &v, 8); }

#define ROTATE(x, n) (((x) << (n)) | ((x) >> (64 - (n))))
#define ROUND(v0, v1, v2, v3) \
  do {                        \
    v0 += v1;                 \
    v2 += v3;                 \
    v1 = ROTATE(v1, 13) ^ v0; \
    v3 = ROTATE(v3, 16) ^ v2; \
    v0 = ROTATE(v0, 32);      \
    v2 += v1;                 \
    v0 += v3;                 \
    v1 = ROTATE(v1, 17) ^ v2; \
    v3 = ROTATE(v3, 21) ^ v0; \
    v2 = ROTATE(v2, 32);      \
  } while (0)

struct sip {
  u64 v0, v1, v2, v3;
};

#define SIP_INLINE static inline __attribute__((always_inline))

/* `key` has 16 bytes. */
SIP_INLINE struct sip sip_begin(const u8 *key) {
  const u64 k0 = load64(key), k1 = load64(key + 8);
  return (struct sip){k0 ^ 0x736f6d6570736575ull, k1 ^ 0x646f72616e646f6dull ^ 0xee, k0 ^ 0x6c7967656e657261ull,
                      k1 ^ 0x7465646279746573ull};
}

SIP_INLINE void sip_word(struct sip *s, u64 word) {
  s->v3 ^= word;
  ROUND(s->v0, s->v1, s->v2, s->v3);
  ROUND(s->v0, s->v1, s->v2, s->v3);
  s->v0 ^= word;
}

/* `rest` are the last `length % 8` bytes, `length` is that of all; `out` gets 16 bytes. */
SIP_INLINE void sip_end(struct sip *s, const u8 *rest, u32 length, u8 *out) {
  u64 last = (u64)(length & 0xff) << 56;
  for (u32 i = 0; i < (length & 7); i++) last |= (u64)rest[i] << (8 * i);
  sip_word(s, last);
  s->v2 ^= 0xee;
  for (int i = 0; i < 4; i++) ROUND(s->v0, s->v1, s->v2, s->v3);
  store64(out, s->v0 ^ s->v1 ^ s->v2 ^ s->v3);
  s->v1 ^= 0xdd;
  for (int i = 0; i < 4; i++) ROUND(s->v0, s->v1, s->v2, s->v3);
  store64(out + 8, s->v0 ^ s->v1 ^ s->v2 ^ s->v3);
}

/* `out` gets 16 bytes; `key` has 16. */
SIP_INLINE void siphash128(u8 *out, const u8 *key, const u8 *bytes, u32 length) {
  struct sip state = sip_begin(key);
  const u8 *end = bytes + (length & ~7u);
  for (; bytes != end; bytes += 8) sip_word(&state, load64(bytes));
  sip_end(&state, bytes, length, out);
}

#endif
