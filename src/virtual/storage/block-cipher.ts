/** AES-256-XTS per 4096-byte block with the block number as tweak, as dm-default-key does (vold MetadataCrypt.cpp). */
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

export const BLOCK_BYTES = 4096;
/** Two AES-256 keys. */
export const XTS_KEY_BYTES = 64;

function tweak(block: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(BigInt(block));
  return bytes;
}

export function encryptBlock(key: KeyObject, block: number, plain: Uint8Array): Buffer {
  return createCipheriv('aes-256-xts', key, tweak(block)).update(plain);
}

export function decryptBlock(key: KeyObject, block: number, sealed: Uint8Array): Buffer {
  return createDecipheriv('aes-256-xts', key, tweak(block)).update(sealed);
}
