/**
 * Commands for the phone's shell. They are understood by mksh, ash and dash with the dd of toybox, busybox or coreutils;
 * without direct reading also by the old toolbox. Nothing but a checked node path is put into them.
 */
import { Fault } from '../faults/fault.ts';

/** Colon and comma as in vold's `disk:179,0`. */
const NODE = /^\/dev\/block(\/[A-Za-z0-9_][A-Za-z0-9_.:,-]*)+$/;

/** @throws Fault `USAGE_ARGUMENT` for anything but a plain path below /dev/block */
export function checkedNode(node: string): string {
  if (!NODE.test(node) || node.length > 200) {
    throw new Fault('USAGE_ARGUMENT', 'The raw storage must be named by a plain path below /dev/block.');
  }
  return node;
}

/**
 * Reads lines "unit skip count token" and answers each with the bytes and then a trailer of fixed length:
 * token, colon, 0 or 1, line feed. `echo` with one digit, because an old phone has no printf.
 */
export function readLoop(node: string, direct: boolean): string {
  const flag = direct ? ' iflag=direct' : '';
  const dd = `dd if=${checkedNode(node)} bs="$u" skip="$s" count="$c"${flag} </dev/null 2>/dev/null`;
  return `while read -r u s c t; do if ${dd}; then echo "$t:0"; else echo "$t:1"; fi; done`;
}

/** Prints `ok` when the node can be read, with or without direct reading. */
export function readProbe(node: string, direct: boolean): string {
  const flag = direct ? ' iflag=direct' : '';
  return `dd if=${checkedNode(node)} of=/dev/null bs=4096 count=1${flag} </dev/null 2>/dev/null && echo ok`;
}

/** Prints `ok` when the kernel was told to forget clean pages (Linux: Documentation/admin-guide/sysctl/vm.rst). */
export const DROP_CACHES = 'sync; echo 3 2>/dev/null >/proc/sys/vm/drop_caches && echo ok';

/** Each prints the size as a decimal number, or nothing. The factor makes bytes of it. */
export function sizeQuestions(node: string): readonly { readonly command: string; readonly factor: number }[] {
  const path = checkedNode(node);
  return [
    { command: `blockdev --getsize64 ${path} 2>/dev/null`, factor: 1 },
    {
      command: `n=$(readlink -f ${path} 2>/dev/null) && cat "/sys/class/block/\${n##*/}/size" 2>/dev/null`,
      factor: 512,
    },
    // A regular file, as a virtual phone may have. Never a device: its entry has no length.
    { command: `[ -f ${path} ] && stat -L -c %s ${path} 2>/dev/null`, factor: 1 },
    { command: `[ -f ${path} ] && wc -c <${path} 2>/dev/null`, factor: 1 },
  ];
}
