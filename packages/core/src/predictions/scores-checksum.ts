import { userBucket } from '../windows/user-bucket.js';

/** A published score, as far as the checksum is of it. */
export interface PublishedScore {
  readonly userId: string;
  readonly proba: number;
  /** Null where it is not known. */
  readonly eventCount: number | null;
  readonly selected: boolean;
}

/** A probability in so many parts. */
const PARTS = 2 ** 52;
/** Hashes are below this: sums of half a billion of them are whole numbers that a double holds. */
const HASHES = 2 ** 24;

/**
 * A whole number that is another as soon as a user, a probability, a choice or a number of events is: the sum of a hash of each, in any order. Of
 * single changes, one in 2^24 goes unseen. Warehouses compute the same number in SQL.
 */
export function scoresChecksum(scores: Iterable<PublishedScore>): number {
  let sum = 0;
  for (const { userId, proba, eventCount, selected } of scores) {
    const row = [Math.floor(proba * PARTS), eventCount ?? -1, selected ? 1 : 0, userId].join(' ');
    sum += Math.floor(userBucket(row) * HASHES);
  }
  return sum;
}
