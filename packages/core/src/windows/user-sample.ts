/** The bucket's first 20 bits determine test split and folds; the 32 after them determine the sample. */
export const SAMPLE_SCALE = 2 ** 20;

/**
 * Whether a user belongs to a sample of this share of all users: determined by other bits of the hash than the test
 * split and the folds, so that a sample has the same share of each of them, and a larger sample contains a smaller one.
 * @param bucket `userBucket` of the user, in [0, 1)
 * @param share in (0, 1]; 1 takes everyone
 */
export function inUserSample(bucket: number, share: number): boolean {
  const scaled = bucket * SAMPLE_SCALE;
  return scaled - Math.floor(scaled) < share;
}
