import type { PublishedRun } from '../ports/prediction-store.js';
import type { StoredFault } from '../ports/stored-state.js';
import type { ConfusionJson } from '../results/metrics-json.js';
import type { WeekEvaluation } from '../results/results.js';
import { Faults, isShare } from './faults.js';

const SHARES = ['roc_auc', 'average_precision', 'brier', 'ece', 'reachable_share', 'label_completeness'] as const;
/** A quotient of two counts is computed in one way only; this allows for another order. */
const ROUNDING = 1e-12;

/**
 * Each evaluated week against the run that it is of, and its metrics against its counts.
 * @param forgotten how many ids have been forgotten: so many users less may have been evaluated
 */
export function checkEvaluations(
  weeks: readonly WeekEvaluation[],
  runs: readonly PublishedRun[],
  forgotten = 0,
): StoredFault[] {
  const faults = new Faults('evaluations');
  for (const week of weeks) {
    const row = `${week.predicted_week} ${week.model}`;
    const published = runs.filter(({ snapshot, model }) => snapshot === week.predicted_week && model === week.model);
    faults.expect(published.length > 0, row, 'No run has published that week with that model.');
    // A week that was scored again is evaluated again only where it is not final.
    const before = published.filter(({ predictedAt }) => predictedAt < week.evaluated_at);
    const scored = before.map(({ result }) => result.counts.scored);
    faults.expect(
      scored.length === 0 || scored.some((users) => users >= week.n && users - week.n <= forgotten),
      row,
      `It is of ${week.n} users; the run scored ${scored[0]}.`,
    );
    const isAsRun = published.length === 0 || published.some(({ inSample }) => inSample === week.in_sample);
    faults.expect(isAsRun, row, 'The run says otherwise of whether it is in-sample.');
    for (const metric of SHARES)
      faults.expect(isShare(week[metric]), row, `${metric} is ${week[metric]}, not in [0, 1].`);
    checkCounts(week, week, row, faults);
    checkCounts(week.at_threshold, week, `${row} at its threshold`, faults);
    const inDeciles = (of: 'n' | 'positives') => week.deciles.reduce((sum, decile) => sum + decile[of], 0);
    const addsUp = inDeciles('n') === week.n && inDeciles('positives') === week.positives;
    faults.expect(addsUp, row, 'Its deciles do not add up to its users and positives.');
  }
  return faults.found;
}

function checkCounts(
  { tp, tn, fp, fn, precision, recall, f1_score }: ConfusionJson,
  { n, positives }: Pick<WeekEvaluation, 'n' | 'positives'>,
  row: string,
  faults: Faults,
): void {
  const addsUp = tp + tn + fp + fn === n && tp + fn === positives && Math.min(tp, tn, fp, fn) >= 0;
  faults.expect(
    addsUp,
    row,
    `${tp} TP, ${tn} TN, ${fp} FP, ${fn} FN do not add up to ${n} users and ${positives} positives.`,
  );
  const quotients = [
    ['precision', precision, tp, tp + fp],
    ['recall', recall, tp, tp + fn],
    ['f1_score', f1_score, 2 * tp, 2 * tp + fp + fn],
  ] as const;
  for (const [name, value, part, whole] of quotients) {
    // Of nothing, what it is has been agreed, not computed.
    const fits = value === null || whole === 0 || Math.abs(value - part / whole) <= ROUNDING;
    faults.expect(fits, row, `${name} is ${value}; by its counts it is ${part / whole}.`);
  }
}
