import { md5 } from '@noble/hashes/legacy.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** Put before the user id, so that these buckets do not coincide with anybody else's MD5 buckets. */
export const USER_BUCKET_SALT = 'propensity:';

/**
 * A stable number in [0, 1) for a user: the first 52 bits of MD5(salt + userId) over 2⁵², so that two users hardly ever
 * share one. MD5, because every engine has a fast one; the split needs evenness, not secrecy.
 *
 * @example
 * import { userBucket } from '@propensity/core';
 *
 * const bucket = userBucket('ann');
 * bucket >= 0 && bucket < 1; // → true
 */
export function userBucket(userId: string): number {
  return saltedBucket(USER_BUCKET_SALT, userId);
}

/** Another such number, which has nothing to do with that of another salt. */
export function saltedBucket(salt: string, userId: string): number {
  const digest = md5(utf8ToBytes(salt + userId));
  const bits = new DataView(digest.buffer, digest.byteOffset);
  return (bits.getUint32(0) * 2 ** 20 + (bits.getUint32(4) >>> 12)) / 2 ** 52;
}
