/*
 * Reads places of one block device for the host: PROTOCOL.md says what is sent. It opens one file for reading and
 * nothing else, writes to standard output alone, and ends when its input does.
 * Exit codes: 0 the input has ended; 2 the host broke the protocol; 3 the node cannot be opened; 4 nobody listens.
 */
#include "look.h"
#include "syscalls.h"

#define MOST (1024 * 1024)
#define PAGE 4096
#define HEADER 32
#define FLUSH_AT (64 * 1024)
#define HELLO_FIXED 96
#define REQUEST 32
#define MAX_OFFSET 0x7fffffffffffffffull

enum { OK, SHORT, FAILED };
enum { RAW = 1, CLASSIFY = 2 };

struct hello {
  u8 magic[8];
  u8 nonce[16];
  struct knowledge known;
};
_Static_assert(sizeof(struct hello) == HELLO_FIXED + 64 * sizeof(struct prefilter), "the hello has no holes");

struct request {
  u32 sequence;
  u32 mode;
  u64 offset;
  u32 length;
  /* Thresholds for a last block that is shorter than the others. */
  u32 low, high;
  u32 reserved;
};

static struct hello hello;
static u8 input[8192];
static u32 input_from, input_to;
static u8 medium[MOST + 2 * PAGE] __attribute__((aligned(PAGE)));
/* Holds a reply of any kind behind what waits to be sent. */
static u8 output[FLUSH_AT + HEADER + MOST + MOST / BLOCK * 4];
static u32 output_bytes;

static void flush(void) {
  u32 sent = 0;
  while (sent < output_bytes) {
    const long n = call(NR_WRITE, 1, (long)(output + sent), output_bytes - sent, 0);
    if (n == -EINTR) continue;
    if (n <= 0) quit(4);
    sent += (u32)n;
  }
  output_bytes = 0;
}

/* 1: `into` is full. 0: the input had ended before its first byte. An input that ends in the middle ends the program. */
static int take(void *into, u32 length) {
  while (input_to - input_from < length) {
    if (output_bytes > 0) flush();
    if (input_from > 0) {
      for (u32 i = input_from; i < input_to; i++) input[i - input_from] = input[i];
      input_to -= input_from;
      input_from = 0;
    }
    const long n = call(NR_READ, 0, (long)(input + input_to), sizeof input - input_to, 0);
    if (n == -EINTR) continue;
    if (n < 0) quit(4);
    if (n == 0) {
      if (input_to > 0) quit(2);
      return 0;
    }
    input_to += (u32)n;
  }
  memcpy(into, input + input_from, length);
  input_from += length;
  return 1;
}

/* The header of a reply whose payload, if any, stands behind it already. */
static void reply(u32 sequence, u32 status, u32 value) {
  u8 *header = output + output_bytes;
  const u32 words[4] = {sequence, status, value, 0};
  memcpy(header + 16, words, 16);
  siphash128(header, hello.nonce, header + 16, 16);
  output_bytes += HEADER + (status == OK ? value : 0);
  if (output_bytes >= FLUSH_AT) flush();
}

/* Everything between the pages around the place, as direct reading wants it. @returns bytes read, or -errno. */
static long read_pages(int fd, u64 from, u32 length) {
  u32 got = 0;
  while (got < length) {
    const long n = pread_at(fd, medium + got, length - got, from + got);
    if (n == -EINTR) continue;
    if (n < 0) return got > 0 && n == -EINVAL ? (long)got : n;
    if (n == 0) break;
    got += (u32)n;
  }
  return got;
}

static u32 classify(const u8 *bytes, const struct request *asked, u8 *payload) {
  const struct knowledge *known = &hello.known;
  u8 *to = payload, *run = 0;
  enum verdict last = ZERO;
  u32 count = 0;
  u8 hash[16];
  for (u32 at = 0; at < asked->length; at += BLOCK) {
    const int whole = asked->length - at >= BLOCK;
    const u32 length = whole ? BLOCK : asked->length - at;
    const enum verdict verdict =
        look(known, bytes + at, length, whole ? known->low : asked->low, whole ? known->high : asked->high, hash);
    if (run == 0 || verdict != last) {
      run = to;
      to += 4;
      last = verdict;
      count = 0;
    }
    count++;
    run[0] = (u8)verdict;
    run[1] = 0;
    run[2] = (u8)count;
    run[3] = (u8)(count >> 8);
    if (verdict == RANDOM_LIKE || verdict == STRUCTURED) {
      memcpy(to, hash, sizeof hash);
      to += sizeof hash;
    } else if (verdict == PREFILTER) {
      memcpy(to, bytes + at, length);
      to += length;
    }
  }
  return (u32)(to - payload);
}

static void answer(int fd, const struct request *asked) {
  const u32 before = (u32)(asked->offset % PAGE);
  const u32 pages = (before + asked->length + PAGE - 1) / PAGE * PAGE;
  const long got = read_pages(fd, asked->offset - before, pages);
  if (got < 0) return reply(asked->sequence, FAILED, (u32)-got);
  if ((u32)got < before + asked->length) {
    return reply(asked->sequence, SHORT, (u32)got > before ? (u32)got - before : 0);
  }
  u8 *payload = output + output_bytes + HEADER;
  if (asked->mode == CLASSIFY) return reply(asked->sequence, OK, classify(medium + before, asked, payload));
  memcpy(payload, medium + before, asked->length);
  reply(asked->sequence, OK, asked->length);
}

static void check_hello(void) {
  static const u8 magic[8] = {'W', 'B', 'R', 'E', 'A', 'D', '0', '1'};
  for (u32 i = 0; i < sizeof magic; i++)
    if (hello.magic[i] != magic[i]) quit(2);
  const struct knowledge *known = &hello.known;
  if (known->prefilters > 64 || known->printable_run == 0 || known->printable_run > BLOCK || known->reserved) quit(2);
  if (!take(hello.known.prefilter, known->prefilters * sizeof(struct prefilter)) && known->prefilters > 0) quit(2);
  for (u32 i = 0; i < known->prefilters; i++) {
    const struct prefilter *f = &known->prefilter[i];
    if (f->length == 0 || f->length > 16 || (u32)f->at + f->length > BLOCK || f->reserved) quit(2);
  }
}

/* Direct where the storage allows it; a file system that takes the flag and then refuses to read is found out here. */
static long open_node(const char *path, u32 *direct) {
  const long flags = O_RDONLY | O_CLOEXEC | O_LARGEFILE;
  long fd = call(NR_OPENAT, AT_FDCWD, (long)path, flags | O_DIRECT, 0);
  *direct = 1;
  if (fd >= 0 && pread_at((int)fd, medium, PAGE, 0) != -EINVAL) return fd;
  *direct = 0;
  return call(NR_OPENAT, AT_FDCWD, (long)path, flags, 0);
}

__attribute__((used)) _Noreturn void entry(const long *stack) {
  if (stack[0] != 2) quit(2);
  call(NR_FCNTL, 1, F_SETPIPE_SZ, MOST, 0);
  if (!take(&hello, HELLO_FIXED)) quit(2);
  check_hello();
  u32 direct;
  const long fd = open_node((const char *)stack[2], &direct);
  if (fd < 0) {
    reply(0, FAILED, (u32)-fd);
    flush();
    quit(3);
  }
  const u32 ready[2] = {1, direct};
  memcpy(output + HEADER, ready, sizeof ready);
  reply(0, OK, sizeof ready);
  struct request asked;
  for (u32 sequence = 1; take(&asked, REQUEST); sequence++) {
    if (asked.sequence != sequence || asked.reserved) quit(2);
    if (asked.mode != RAW && asked.mode != CLASSIFY) quit(2);
    if (asked.length == 0 || asked.length > MOST || asked.offset > MAX_OFFSET - MOST) quit(2);
    answer((int)fd, &asked);
  }
  flush();
  quit(0);
}
