import type { LogLossComparison } from '../metrics/compare-log-losses.js';
import type { RocAucComparison } from '../metrics/compare-roc-aucs.js';
import type { ModelStatus, TrainingMetrics } from '../results/results.js';

/** One-sided 95 % quantile of the normal distribution: how many standard errors the gate asks for. */
export const Z_95 = 1.6448536269514722;

/**
 * The promotion gate. Rejected: the model does not beat always saying the base rate. Challenger: it loses to the
 * champion on the same test rows (its mean log-loss is worse by more than 1.64 standard errors of the paired difference).
 * Champion: otherwise. A tie goes to the new model, which knows newer days.
 */
export function promotionGate(
  metrics: Pick<TrainingMetrics, 'log_loss_skill'>,
  against: {
    readonly champion: string;
    readonly comparison: Pick<LogLossComparison, 'meanDifference' | 'standardError'>;
    /** Reported, but not used for the decision: a model that ranks as well may still give wrong probabilities. */
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
  return `Ranks ${verdict} the champion: ROC AUC differs by ${difference.toFixed(4)} ${range} on the same test users.`;
}
