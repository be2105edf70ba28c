import type { RocAucComparison } from '../metrics/delong.js';
import type { ModelStatus, TrainingMetrics } from '../results/results.js';

/** One-sided 95 % quantile of the normal distribution. */
const Z_95 = 1.6448536269514722;

export interface PairedComparison {
  /** Mean over the rows of (loss of the new model − loss of the champion); positive: the new model is worse. */
  readonly meanDifference: number;
  readonly standardError: number;
}

/** Compares two models' log-losses on the same rows, row by row. Probabilities are clipped at 1e-15 as in log-loss. */
export function compareLogLosses(
  yTrue: Float64Array,
  probaNew: Float64Array,
  probaChampion: Float64Array,
): PairedComparison {
  const n = yTrue.length;
  const differences = Float64Array.from(yTrue, (y, i) => rowLoss(y, probaNew[i]!) - rowLoss(y, probaChampion[i]!));
  const meanDifference = differences.reduce((sum, d) => sum + d, 0) / n;
  const variance = differences.reduce((sum, d) => sum + (d - meanDifference) ** 2, 0) / Math.max(1, n - 1);
  return { meanDifference, standardError: Math.sqrt(variance / n) };
}

function rowLoss(y: number, p: number): number {
  return -Math.log(Math.max(1e-15, y === 1 ? p : 1 - p));
}

/**
 * The promotion gate. Rejected: the model does not beat always saying the base rate. Challenger: it loses to the
 * champion on the same test rows (its mean log-loss is worse by more than 1.64 standard errors of the paired difference).
 * Champion: otherwise. A tie goes to the new model, which knows newer days.
 */
export function promotionGate(
  metrics: Pick<TrainingMetrics, 'log_loss_skill'>,
  against: {
    readonly champion: string;
    readonly comparison: PairedComparison;
    /** Told, not decided by: a model that ranks as well may still say wrong probabilities. */
    readonly rocAuc?: RocAucComparison | null;
  } | null,
): { readonly status: ModelStatus; readonly reasons: readonly string[] } {
  const skill = metrics.log_loss_skill;
  if (skill === null || skill <= 0) {
    const found = skill === null ? 'is undefined' : `is ${skill.toFixed(4)}`;
    return {
      status: 'rejected',
      reasons: [`Does not beat the base rate on the test users: log-loss skill ${found}, and must be above 0.`],
    };
  }
  const beats = `Beats the base rate on the test users: log-loss skill ${skill.toFixed(4)}.`;
  if (against === null) return { status: 'champion', reasons: [beats] };
  const { meanDifference, standardError } = against.comparison;
  const difference = `log-loss ${meanDifference <= 0 ? 'lower' : 'higher'} by ${Math.abs(meanDifference).toExponential(2)} ± ${standardError.toExponential(2)} on the same test users`;
  const ranking = against.rocAuc ? [rankingReason(against.rocAuc)] : [];
  if (meanDifference > 0 && meanDifference > Z_95 * standardError) {
    const loses = `Loses to the champion ${against.champion}: ${difference}.`;
    return { status: 'challenger', reasons: [beats, loses, ...ranking] };
  }
  const holds = `Does not lose to the champion ${against.champion}: ${difference}.`;
  return { status: 'champion', reasons: [beats, holds, ...ranking] };
}

function rankingReason({ difference, interval: [low, high] }: RocAucComparison): string {
  const verdict = low > 0 ? 'better than' : high < 0 ? 'worse than' : 'not distinguishably from';
  const range = `[${low.toFixed(4)}, ${high.toFixed(4)}]`;
  return `Ranks ${verdict} the champion: ROC AUC differs by ${difference.toFixed(4)} ${range} (DeLong's paired test).`;
}
