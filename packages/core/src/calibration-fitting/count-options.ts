/** Options of whatever is fitted to scores and labels. */
export interface CountOptions {
  /**
   * How many rows of that score, label and fold each element stands for, one each: whole, from 1 on; default 1. The result
   * is that of the rows written out, apart from the rounding of sums. See `CountedScores`.
   */
  readonly sampleWeight?: ArrayLike<number> | undefined;
}
