import { type CountedScores, writtenOut } from '../../src/counted-scores/counted-scores.js';

/** Every probability is an entry. */
export const EXACT = { binned: false, threshold: 0.5 };
export const BINNED = { binned: true, threshold: 0.5 };

/** How many users the entries stand for. */
export function usersOf({ counts }: CountedScores): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The scores of the users, one by one. */
export function scoresOf(entries: CountedScores): number[] {
  return [...writtenOut(entries).scores];
}
