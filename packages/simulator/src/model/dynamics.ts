/** How the people of a site come, leave and convert: what is the same for all of them. */
export interface Dynamics {
  /** Chance of never coming back, after every day of a person's life. */
  readonly leavingHazard: number;
  /** Visits by ISO weekday, Monday first, relative to the mean; seven of them. */
  readonly weekdayFactors: readonly number[];
  readonly maxVisitProbability: number;
  /** The threshold of the truth: with this many deep visits behind them, people convert at their warm probability. */
  readonly warmAfter: number;
  /** What a person's first conversion multiplies their later probabilities by: 1 changes nothing, 0 ends it. */
  readonly afterConversion: number;
}

/** What is known of a person's past and decides how likely they convert on their next visit. */
export interface Standing {
  /** Deep visits so far, see `deepVisitProbability` of `Person`. */
  readonly deepVisits: number;
  readonly convertedBefore: boolean;
}
