import type { JobSettings } from '../config/settings.js';
import { rowCount, sumOfRows } from '../counted-scores/scored-rows.js';
import { policyName } from '../decisions/decision-policy.js';
import { HALF } from '../jobs/outcome-grouping.js';
import { averagePrecisionScore } from '../metrics/average-precision-score.js';
import { evaluateScores } from '../metrics/evaluate-scores.js';
import type { Interval } from '../metrics/interval.js';
import { rocAucScore } from '../metrics/roc-auc-score.js';
import { wilsonInterval } from '../metrics/wilson-interval.js';
import type { StandingModel } from '../registry/standing-models.js';
import type { ReportedTop, ReportedWorth } from './report-data.js';
import { reportedTop, type TopCounts, topCounts } from './top-of-ranking.js';
import type { OutcomeRows, WeekOutcomes } from './weeks-to-read.js';

/**
 * What acting was worth in these weeks, added up: in each, the users of the capacity as it is configured now, otherwise those from the threshold
 * of the week's model on.
 * @param weeks at least one
 * @param rows those of all the weeks
 */
export function worthOfWeeks(
  weeks: readonly WeekOutcomes[],
  rows: OutcomeRows,
  { decision, training }: Pick<JobSettings, 'decision' | 'training'>,
): ReportedWorth {
  const tops = weeks.map(({ outcomes: { proba, eventCount }, record }) => {
    const threshold = record?.result.metrics.threshold ?? HALF;
    const selected =
      decision !== undefined && 'topUsers' in decision
        ? Math.min(decision.topUsers, rowCount(proba))
        : sumOfRows(
            proba.scores.map((p) => (p >= threshold ? 1 : 0)),
            proba,
          );
    const { scoreSum, ...model } = topCounts(proba, selected);
    return {
      model: { ...model, expected: scoreSum },
      rule: { ...topCounts(eventCount, selected), expected: null },
    };
  });
  const top = added(tops.map(({ model }) => model));
  const { labels, scores, sampleWeight } = rows.proba;
  const expected = sumOfRows(scores, rows.proba);
  const evaluated = evaluateScores(labels, scores, { seed: training.seed, sampleWeight });
  const { rocAuc, averagePrecision, intervals } = evaluated;
  const byEvents = rows.eventCount;
  return {
    source: 'weeks',
    snapshots: weeks.map(({ run }) => run.snapshot),
    provisional: weeks.some(({ evaluation }) => evaluation.provisional),
    n: top.n,
    positives: top.positives,
    base_rate: top.positives / top.n,
    policy: policyName(decision),
    capacity: decision !== undefined && 'topUsers' in decision ? decision.topUsers : null,
    expected,
    ...againstExpected(top.positives, top.n, expected),
    top: reportedTop(top),
    simple_rule: reportedTop(added(tops.map(({ rule }) => rule))),
    ranking: {
      roc_auc: rocAuc,
      roc_auc_interval: intervals.rocAuc ?? null,
      average_precision: averagePrecision,
      average_precision_interval: intervals.averagePrecision ?? null,
      simple_rule: {
        roc_auc: rocAucScore(byEvents.labels, byEvents.scores, byEvents),
        average_precision: averagePrecisionScore(byEvents.labels, byEvents.scores, byEvents),
      },
    },
  };
}

/** What acting was worth among the test users of a training, as it was recorded then. */
export function worthOfTest({ result }: StandingModel): ReportedWorth {
  const { metrics, test, predicted_positives: expected = null, decision, simple_rule } = result;
  return {
    source: 'test',
    snapshots: [result.snapshot],
    provisional: false,
    n: test.rows,
    positives: test.positives,
    base_rate: test.rows > 0 ? test.positives / test.rows : null,
    policy: decision?.policy ?? 'best_f1',
    capacity: decision?.as_served?.users ?? null,
    expected,
    ...againstExpected(test.positives, test.rows, expected),
    top: decision === undefined ? null : topOfTest(decision, test.positives),
    simple_rule: null,
    ranking: {
      roc_auc: metrics.roc_auc,
      roc_auc_interval: metrics.intervals.roc_auc ?? null,
      average_precision: metrics.average_precision,
      average_precision_interval: metrics.intervals.average_precision ?? null,
      simple_rule,
    },
  };
}

function topOfTest(
  { n, selected, observed, expected }: NonNullable<StandingModel['result']['decision']>,
  positives: number,
): ReportedTop {
  return reportedTop({ n, positives, selected, captured: observed.positives, expected: expected.positives });
}

function againstExpected(
  positives: number,
  n: number,
  expected: number | null,
): Pick<ReportedWorth, 'observed_over_expected' | 'observed_over_expected_interval'> {
  if (expected === null || expected === 0) {
    return { observed_over_expected: null, observed_over_expected_interval: null };
  }
  const [low, high] = wilsonInterval(positives, n);
  const interval: Interval = [(low * n) / expected, (high * n) / expected];
  return { observed_over_expected: positives / expected, observed_over_expected_interval: interval };
}

function added(counts: readonly TopCounts[]): TopCounts {
  return counts.reduce((a, b) => ({
    n: a.n + b.n,
    positives: a.positives + b.positives,
    selected: a.selected + b.selected,
    captured: a.captured + b.captured,
    expected: a.expected === null || b.expected === null ? null : a.expected + b.expected,
  }));
}
