import type { DecisionOutcome } from '@propensity/core/decisions';
import type { RefitJson, TrainResult } from '@propensity/core/jobs';
import { calibrationText } from './calibration-text.js';
import { nextCommand } from './command-line.js';
import { familyText } from './family-text.js';
import { count, percent } from './format.js';
import { aligned, bullets, heading, page, sentence } from './layout.js';
import { metricLabel, metricText } from './metric-text.js';
import type { Screen } from './screen.js';

const VERDICT = {
  champion: '✓ New champion',
  challenger: '✗ Not promoted: a challenger',
  rejected: '✗ Rejected',
} as const;

/** @param last false where another job's result follows, which says what is next */
export function renderTrain(result: TrainResult, target: string, screen: Screen, last = true): string {
  const { metrics, test, train, simple_rule: simple } = result;
  const { intervals } = metrics;
  const family = familyText(result);
  const rows: (readonly [string, string])[] = [
    [
      'learnt from',
      `${count(train.rows)} rows of ${count(train.users)} users, ${count(train.positives)} with "${target}"`,
    ],
    [
      'tested on',
      `${count(test.users)} users it has never seen, ${count(test.positives)} with "${target}" (${metricLabel('base_rate')} ${metricText('base_rate', metrics.base_rate)})`,
    ],
    ...(family === null ? [] : [['model', family] as const]),
    ['top 10 %', topTenth(metrics.lift_at_10, test.positives)],
    [
      metricLabel('roc_auc'),
      `${metricText('roc_auc', metrics.roc_auc, intervals.roc_auc)}   ranking by number of events: ${metricText('roc_auc', simple.roc_auc)}`,
    ],
    [
      metricLabel('log_loss'),
      `${metricText('log_loss', metrics.log_loss)}, ${percent(metrics.log_loss_skill ?? 0)} better than always saying the base rate`,
    ],
    ...(result.predicted_positives === undefined
      ? []
      : [['calibration', calibrationText(test.positives, result.predicted_positives)] as const]),
    ...(result.preprocessor === undefined ? [] : [['preprocessing', `${result.preprocessor.name}, given`] as const]),
    ...(result.decision === undefined ? [] : [['threshold', renderDecision(result.decision)] as const]),
    ...(result.refit === undefined ? [] : [['fitted again', renderRefit(result.refit)] as const]),
    ['artifact', `${result.artifact.name}, SHA-256 ${result.artifact.sha256.slice(0, 12)}…`],
  ];
  const next =
    result.status === 'champion'
      ? nextCommand('propensity predict', screen)
      : sentence('It scores nobody. Look at the reasons above.', screen);
  return page(
    [
      ...heading(`${VERDICT[result.status]}: ${result.model}`, screen),
      '',
      ...aligned(rows, screen),
      '',
      ...bullets(result.reasons, screen, '·'),
      ...(last ? ['', ...next] : []),
    ],
    screen,
  );
}

/** What would score users is not the very fit that was tested. */
function renderRefit({ snapshots, counts }: RefitJson): string {
  return (
    `after the test, by the same choices, on all ${count(counts.rows)} rows up to ${snapshots[0]}; ` +
    'the figures above are those of the fit that was tested'
  );
}

/** `p ≥ 0.0312 (value): 120 of 8,000 test users, 14.2 expected to convert, 13 did; worth 430 [210, 760]`. */
function renderDecision(decision: DecisionOutcome): string {
  const { policy, threshold, n, selected, expected, observed, as_served: served } = decision;
  const { value } = observed.intervals;
  const worth =
    observed.value === null || value === undefined
      ? ''
      : `; worth ${count(observed.value)} [${count(value[0])}, ${count(value[1])}]`;
  const capacity =
    served === undefined
      ? ''
      : `; as served, the ${count(served.users)} highest of about ${count(served.population)} users, ` +
        `${served.expected_positives.toFixed(1)} expected to convert`;
  return (
    `probability ≥ ${threshold.toPrecision(3)} (${policy === 'best_f1' ? 'best F1' : policy.replaceAll('_', ' ')}): ${count(selected)} of ${count(n)} test users, ` +
    `${expected.positives.toFixed(1)} expected to convert, ${count(observed.positives)} did${worth}${capacity}`
  );
}

/** `holds 267 of 412 who convert (65 %), 6.5× as many as chance`. */
function topTenth(lift: number | null, positives: number): string {
  if (lift === null) return '–';
  const held = Math.round((lift / 10) * positives);
  return `of the users hold ${count(held)} of the ${count(positives)} who convert (${percent(held / Math.max(1, positives))}), ${metricText('lift_at_10', lift)} as many as chance`;
}
