import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { PropensityError } from '../errors/propensity-error.js';

/** Bytes of a block of SHA-256. */
const BLOCK_BYTES = 64;
const KEY = /^[0-9a-f]{64}$/;

/** A key with the pads of HMAC applied, hexadecimal: what SQL needs of it. */
export interface DigestBlocks {
  readonly inner: string;
  readonly outer: string;
}

/**
 * What stands for a forgotten user: HMAC-SHA-256 of the SHA-256 of the id's UTF-8 bytes, 64 lower-case hex digits. The inner hash is what
 * every engine gives of a text without it having to become bytes first.
 * @param key 64 lower-case hex digits
 * @throws PropensityError `bad_forget_key`
 * @see RFC 2104
 */
export function userDigest(key: string, userId: string): string {
  return bytesToHex(hmac(sha256, keyBytes(key), sha256(utf8ToBytes(userId))));
}

/** The two blocks that begin the hashes of HMAC. @throws PropensityError `bad_forget_key` */
export function digestBlocks(key: string): DigestBlocks {
  const bytes = keyBytes(key);
  const padded = (pad: number) =>
    bytesToHex(Uint8Array.from({ length: BLOCK_BYTES }, (_, index) => (bytes[index] ?? 0) ^ pad));
  return { inner: padded(0x36), outer: padded(0x5c) };
}

function keyBytes(key: string): Uint8Array {
  if (KEY.test(key)) return hexToBytes(key);
  throw new PropensityError('bad_forget_key', 'The key of forgotten users is not 64 hexadecimal digits.', {
    hint: 'Restore it from a backup: without it, forgotten users cannot be told from others.',
  });
}
