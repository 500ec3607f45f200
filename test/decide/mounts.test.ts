import { describe, expect, it } from 'vitest';
import { mountPointsOf } from '../../src/decide/mounts.ts';

const NODE = '/dev/block/by-name/userdata';
const REAL = '/dev/block/sda31';
const FOLDERS = ['/sdcard', '/data'];

describe('what is mounted', () => {
  it.each<[string, string, readonly string[]]>([
    ['the device itself', '/dev/block/sda31 /data f2fs rw 0 0', ['/data']],
    ['the device at another folder', '/dev/block/sda31 /mnt/system ext4 rw 0 0', ['/mnt/system']],
    ['the device by its name', `${NODE} /x ext4 rw 0 0`, ['/x']],
    ['a mapped device', '/dev/block/dm-5 /data f2fs rw 0 0', ['/data']],
    ['a bind mount below it', '/dev/block/dm-5 /data/media/0 f2fs rw 0 0', ['/data/media/0']],
    ['the list of `mount`', '/dev/block/sda31 on /data type f2fs (rw,lazytime)', ['/data']],
    ['the list of `mount`, mapped', '/dev/block/mapper/userdata on /sdcard type ext4 (rw)', ['/sdcard']],
    ['a folder with a blank', '/dev/block/sda31 /my\\040data ext4 rw 0 0', ['/my data']],
    ['a name written as numbers', '/dev/block/sda31 /\\144ata ext4 rw 0 0', ['/data']],
    ['other devices', '/dev/block/sda3 /cache ext4 rw 0 0\nproc /proc proc rw 0 0', []],
    ['a longer name', '/dev/block/sda310 /database ext4 rw 0 0', []],
    ['a folder called `on`', '/dev/block/sda31 on ext4 rw', []],
    ['nothing', '', []],
    ['no list at all', 'mount: Operation not permitted', []],
  ])('%s', (_name, text, points) => expect(mountPointsOf(text, [NODE, REAL], FOLDERS)).toEqual(points));
});
