/** How many times as many converters a bet speaks for. Mixed with equal weights: none has to be guessed right. */
const MORE = [1.15, 1.3, 1.6, 2, 3] as const;
/** Shares of the largest stake that a bet on the ranking may take. */
const STAKES = [0.1, 0.25, 0.5] as const;

/** What a week's rows say, as logarithms of e-values, one of each bet: see {@link weekBets}. */
export interface WeekBets {
  /** More converters than the tolerance allows. */
  readonly more: readonly number[];
  /** Fewer. */
  readonly fewer: readonly number[];
  /** A worse ranking than was promised; zeros where nothing was. */
  readonly ranking: readonly number[];
}

/** What a model promised, and how far a week may be from it. */
export interface ModelPromise {
  /** A week's converters are between expected / tolerance and expected · tolerance as a rule; > 1. */
  readonly tolerance: number;
  /** The ROC AUC that no week is below as a rule, in (0, 1); null where none was promised. */
  readonly rocAuc: number | null;
}

/**
 * The e-values of one week: non-negative, of mean at most 1 while the model keeps its promise, whatever the week is like otherwise.
 *
 * More, fewer: O converters were observed, and μ₀ is the most (or the least) that the tolerance allows. r^O·exp(−μ₀(r − 1)), the
 * likelihood ratio of two Poisson distributions, has mean ≤ 1 for every sum of independent 0/1 outcomes with a mean within the tolerance.
 *
 * Ranking: V is the share of the others whom a converter is ranked above, of mean AUC. Π(1 + λ(a₀ − V)) has mean ≤ 1 while the AUC is at
 * least a₀, for 0 ≤ λ < 1/(1 − a₀): a bettor's wealth in a game that is not in their favour.
 * @param week `placements`: V of each converter, in [0, 1]; those of the others are taken as all there are; `counts`: how many
 * converters have each of them, 1 when left out
 * @see Wald, "Sequential tests of statistical hypotheses" (1945); Waudby-Smith, Ramdas, "Estimating means of bounded random variables by
 * betting" (2024), §4
 */
export function weekBets(
  {
    expected,
    observed,
    placements,
    counts,
  }: {
    readonly expected: number;
    readonly observed: number;
    readonly placements: Float64Array;
    readonly counts?: ArrayLike<number> | undefined;
  },
  { tolerance, rocAuc }: ModelPromise,
): WeekBets {
  const most = expected * tolerance;
  const least = expected / tolerance;
  return {
    more: MORE.map((r) => observed * Math.log(r) - most * (r - 1)),
    fewer: MORE.map((r) => -observed * Math.log(r) + least * (1 - 1 / r)),
    ranking: STAKES.map((share) => {
      if (rocAuc === null) return 0;
      const stake = share / (1 - rocAuc);
      let sum = 0;
      placements.forEach((placement, index) => {
        sum += (counts === undefined ? 1 : counts[index]!) * Math.log1p(stake * (rocAuc - placement));
      });
      return sum;
    }),
  };
}
