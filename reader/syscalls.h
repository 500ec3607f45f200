/*
 * The system calls of Linux that the reader needs, and nothing else: there is no C library on this side.
 * Numbers and registers: syscall(2), and arch/<arch>/ of the kernel. All return -errno on failure.
 */
#ifndef SYSCALLS_H
#define SYSCALLS_H
#include "siphash.h"

#if defined(__x86_64__)
#define NR_READ 0
#define NR_WRITE 1
#define NR_OPENAT 257
#define NR_PREAD64 17
#define NR_FCNTL 72
#define NR_EXIT_GROUP 231
#define O_DIRECT 040000
#define O_LARGEFILE 0
__asm__(".globl _start\n_start: xor %ebp,%ebp\n mov %rsp,%rdi\n and $-16,%rsp\n call entry\n");
static long call(long n, long a, long b, long c, long d) {
  register long r10 __asm__("r10") = d;
  long r;
  __asm__ volatile("syscall" : "=a"(r) : "0"(n), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return r;
}
static long pread_at(int fd, u8 *into, u32 length, u64 offset) {
  return call(NR_PREAD64, fd, (long)into, length, (long)offset);
}

#elif defined(__i386__)
#define NR_READ 3
#define NR_WRITE 4
#define NR_OPENAT 295
#define NR_PREAD64 180
#define NR_FCNTL 221
#define NR_EXIT_GROUP 252
#define O_DIRECT 040000
#define O_LARGEFILE 0100000
__asm__(".globl _start\n_start: xor %ebp,%ebp\n mov %esp,%eax\n and $-16,%esp\n sub $12,%esp\n push %eax\n call entry\n");
static long call5(long n, long a, long b, long c, long d, long e) {
  long r;
  __asm__ volatile("int $0x80" : "=a"(r) : "0"(n), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory");
  return r;
}
static long call(long n, long a, long b, long c, long d) { return call5(n, a, b, c, d, 0); }
static long pread_at(int fd, u8 *into, u32 length, u64 offset) {
  return call5(NR_PREAD64, fd, (long)into, (long)length, (long)(u32)offset, (long)(u32)(offset >> 32));
}

#elif defined(__arm__)
#define NR_READ 3
#define NR_WRITE 4
#define NR_OPENAT 322
#define NR_PREAD64 180
#define NR_FCNTL 221
#define NR_EXIT_GROUP 248
#define O_DIRECT 0200000
#define O_LARGEFILE 0400000
__asm__(".globl _start\n.type _start,%function\n_start: mov r0,sp\n bic sp,sp,#7\n bl entry\n");
static long call6(long n, long a, long b, long c, long d, long e, long f) {
  register long r7 __asm__("r7") = n;
  register long r0 __asm__("r0") = a;
  register long r1 __asm__("r1") = b;
  register long r2 __asm__("r2") = c;
  register long r3 __asm__("r3") = d;
  register long r4 __asm__("r4") = e;
  register long r5 __asm__("r5") = f;
  __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5) : "memory");
  return r0;
}
static long call(long n, long a, long b, long c, long d) { return call6(n, a, b, c, d, 0, 0); }
/* The EABI puts 64-bit arguments into an even pair of registers, so r3 stays unused. */
static long pread_at(int fd, u8 *into, u32 length, u64 offset) {
  return call6(NR_PREAD64, fd, (long)into, (long)length, 0, (long)(u32)offset, (long)(u32)(offset >> 32));
}

#elif defined(__aarch64__)
#define NR_READ 63
#define NR_WRITE 64
#define NR_OPENAT 56
#define NR_PREAD64 67
#define NR_FCNTL 25
#define NR_EXIT_GROUP 94
#define O_DIRECT 0200000
#define O_LARGEFILE 0
__asm__(".globl _start\n_start: mov x29,#0\n mov x30,#0\n mov x0,sp\n and sp,x0,#-16\n bl entry\n");
static long call(long n, long a, long b, long c, long d) {
  register long x8 __asm__("x8") = n;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
}
static long pread_at(int fd, u8 *into, u32 length, u64 offset) {
  return call(NR_PREAD64, fd, (long)into, length, (long)offset);
}
#else
#error "no system calls are known for this processor"
#endif

#define AT_FDCWD (-100)
#define O_RDONLY 0
#define O_CLOEXEC 02000000
#define EINTR 4
#define EINVAL 22
#define F_SETPIPE_SZ 1031

static _Noreturn void quit(int code) {
  for (;;) call(NR_EXIT_GROUP, code, 0, 0, 0);
}

/* The compiler may write calls of these for copies and clearings; there is no library that would have them. */
__attribute__((used)) void *memcpy(void *to, const void *from, __SIZE_TYPE__ length) {
  u8 *t = to;
  const u8 *f = from;
  for (; length >= 8; length -= 8, t += 8, f += 8) store64(t, load64(f));
  while (length--) *t++ = *f++;
  return to;
}
__attribute__((used)) void *memset(void *at, int value, __SIZE_TYPE__ length) {
  volatile u8 *t = at;
  while (length--) *t++ = (u8)value;
  return at;
}

#endif
