import { SAMPLE_SCALE } from '@propensity/core/windows';
import { floatLiteral } from '../dialect/literals.js';

/**
 * A condition, the same text in every dialect, that is true for the users of core's `inUserSample`. Every step of it is
 * exact in doubles, so that all engines take the same users.
 * @param bucket SQL text of a `user_bucket`
 * @param share in (0, 1]; 1 takes everyone
 */
export function userSampleSql(bucket: string, share: number): string {
  if (share >= 1) return 'TRUE';
  const scaled = `${bucket} * ${floatLiteral(SAMPLE_SCALE)}`;
  return `${scaled} - FLOOR(${scaled}) < ${floatLiteral(share)}`;
}
