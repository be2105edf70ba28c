import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecisionScore } from '../../src/metrics/average-precision-score.js';
import { bestF1Threshold } from '../../src/metrics/best-f1-threshold.js';
import { brierScoreLoss } from '../../src/metrics/brier-score-loss.js';
import { confusionCounts, confusionCountsAt } from '../../src/metrics/confusion-counts.js';
import { deciles } from '../../src/metrics/deciles.js';
import { expectedCalibrationError } from '../../src/metrics/expected-calibration-error.js';
import { f1OfCounts, f1Score } from '../../src/metrics/f1-score.js';
import { liftAtScore } from '../../src/metrics/lift-at-score.js';
import { logLoss } from '../../src/metrics/log-loss.js';
import { logLossSkillScore } from '../../src/metrics/log-loss-skill-score.js';
import type { MetricOptions } from '../../src/metrics/metric-options.js';
import { precisionScore } from '../../src/metrics/precision-score.js';
import { recallScore } from '../../src/metrics/recall-score.js';
import { rocAucScore } from '../../src/metrics/roc-auc-score.js';

type Metric = (yTrue: readonly number[], yScore: readonly number[], options?: MetricOptions) => number | null;

/** What holds for each metric: undefined (null) with one class, unchanged by an increasing map, value when perfect. */
const METRICS: readonly {
  readonly name: string;
  readonly metric: Metric;
  readonly allNegative: number | null;
  readonly allPositive: number | null;
  readonly onlyRanks: boolean;
  readonly perfect: number | null;
}[] = [
  { name: 'rocAuc', metric: rocAucScore, allNegative: null, allPositive: null, onlyRanks: true, perfect: 1 },
  {
    name: 'averagePrecision',
    metric: averagePrecisionScore,
    allNegative: null,
    allPositive: 1,
    onlyRanks: true,
    perfect: 1,
  },
  {
    name: 'lift at 10 %',
    metric: (y, s, options) => liftAtScore(y, s, { percent: 10, ...options }),
    allNegative: null,
    allPositive: 1,
    onlyRanks: true,
    perfect: 2,
  },
  {
    name: 'logLoss',
    metric: logLoss,
    allNegative: Math.log(2),
    allPositive: Math.log(2),
    onlyRanks: false,
    perfect: 0,
  },
  {
    name: 'logLossSkill',
    metric: logLossSkillScore,
    allNegative: null,
    allPositive: null,
    onlyRanks: false,
    perfect: 1,
  },
  { name: 'brier', metric: brierScoreLoss, allNegative: 0.25, allPositive: 0.25, onlyRanks: false, perfect: 0 },
  { name: 'ece', metric: expectedCalibrationError, allNegative: 0.5, allPositive: 0.5, onlyRanks: false, perfect: 0 },
];

/** Rows with many ties: scores are quarters and tenths. */
const someRows = fc.array(
  fc.record({ y: fc.constantFrom(0, 1), score: fc.constantFrom(0, 0.1, 0.25, 0.5, 0.7, 0.75, 1) }),
  { minLength: 1, maxLength: 60 },
);
const someWeightedRows = fc.array(
  fc.record({
    y: fc.constantFrom(0, 1),
    score: fc.constantFrom(0, 0.1, 0.25, 0.5, 0.7, 0.75, 1),
    weight: fc.integer({ min: 0, max: 4 }),
  }),
  { minLength: 1, maxLength: 40 },
);
const labelsOf = (rows: readonly { y: number }[]) => rows.map(({ y }) => y);
const scoresOf = (rows: readonly { score: number }[]) => rows.map(({ score }) => score);
const close = (actual: number | null, expected: number | null) => {
  if (expected === null) expect(actual).toBeNull();
  else expect(Math.abs(actual! - expected)).toBeLessThan(1e-12);
};

describe.each(METRICS)('$name', ({ metric, allNegative, allPositive, onlyRanks, perfect }) => {
  it('has its stated value when one class is absent', () => {
    close(metric([0, 0], [0.5, 0.5]), allNegative);
    close(metric([1, 1], [0.5, 0.5]), allPositive);
  });

  it('has its stated value for a perfect prediction', () => {
    close(metric([1, 0, 1, 0], [1, 0, 1, 0]), perfect);
  });

  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const shuffled = rows.toSorted((a, b) => a.y - b.y || a.score - b.score);
        close(metric(labelsOf(rows), scoresOf(rows)), metric(labelsOf(shuffled), scoresOf(shuffled)));
      }),
    );
  });

  it(onlyRanks ? 'is unchanged by an increasing map of the scores' : 'changes with an increasing map', () => {
    const map = (score: number) => score ** 3 / 2;
    if (!onlyRanks) {
      expect(metric([0, 1], [0.3, 0.8])).not.toBe(metric([0, 1], [0.3, 0.8].map(map)));
      return;
    }
    fc.assert(
      fc.property(someRows, (rows) => {
        expect(metric(labelsOf(rows), scoresOf(rows).map(map))).toBe(metric(labelsOf(rows), scoresOf(rows)));
      }),
    );
  });

  it('takes a weight of k for the row k times, and a weight of 0 for no row', () => {
    fc.assert(
      fc.property(someWeightedRows, (rows) => {
        fc.pre(rows.some(({ weight }) => weight > 0));
        const repeated = rows.flatMap((row) => Array.from({ length: row.weight }, () => row));
        const sampleWeight = rows.map(({ weight }) => weight);
        close(metric(labelsOf(rows), scoresOf(rows), { sampleWeight }), metric(labelsOf(repeated), scoresOf(repeated)));
      }),
    );
  });

  it.each([
    ['shape_mismatch', [1]],
    ['bad_weights', [1, -1]],
    ['bad_weights', [1, Number.NaN]],
    ['bad_weights', [1, Number.POSITIVE_INFINITY]],
    ['bad_weights', [0, 0]],
  ])('throws %s for weights', (code, sampleWeight) => {
    expect(() => metric([0, 1], [0.2, 0.3], { sampleWeight })).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['empty_table', [], []],
    ['shape_mismatch', [0, 1], [0.5]],
    ['bad_labels', [0, 2], [0.5, 0.5]],
    ['bad_scores', [0, 1], [0.5, Number.NaN]],
  ])('throws %s', (code, yTrue, yScore) => {
    expect(() => metric(yTrue, yScore)).toThrow(expect.objectContaining({ code }));
  });
});

describe('rocAucScore', () => {
  it('becomes 1 − AUC when the labels or the scores are flipped', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const auc = rocAucScore(labelsOf(rows), scoresOf(rows));
        const flippedLabels = rocAucScore(
          labelsOf(rows).map((y) => 1 - y),
          scoresOf(rows),
        );
        const flippedScores = rocAucScore(
          labelsOf(rows),
          scoresOf(rows).map((score) => -score),
        );
        close(flippedLabels, auc === null ? null : 1 - auc);
        close(flippedScores, auc === null ? null : 1 - auc);
      }),
    );
  });

  it('equals the share of pairs in the right order, ties half', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        let [pairs, wins] = [0, 0];
        for (const positive of rows.filter(({ y }) => y === 1)) {
          for (const negative of rows.filter(({ y }) => y === 0)) {
            pairs++;
            wins += positive.score > negative.score ? 1 : positive.score === negative.score ? 0.5 : 0;
          }
        }
        close(rocAucScore(labelsOf(rows), scoresOf(rows)), pairs === 0 ? null : wins / pairs);
      }),
    );
  });
});

describe('a metric of probabilities', () => {
  it.each([logLoss, brierScoreLoss, expectedCalibrationError, logLossSkillScore, deciles])(
    '%o refuses other scores',
    (metric) => {
      expect(() => metric([0, 1], [0.5, 1.5])).toThrow(expect.objectContaining({ code: 'bad_scores' }));
    },
  );
});

describe('at a threshold', () => {
  it('counts a score equal to the threshold as positive', () => {
    expect(confusionCountsAt([1, 0, 1, 0], [0.5, 0.5, 0.4, 0.4], 0.5)).toEqual({ tp: 1, fp: 1, fn: 1, tn: 1 });
  });

  it('gives 0, or what is asked for, where precision, recall or F1 is undefined', () => {
    const none = [0, 0, 0];
    const all = [precisionScore, recallScore, f1Score];
    expect(all.map((metric) => metric(none, none))).toEqual([0, 0, 0]);
    expect(all.map((metric) => metric(none, none, { zeroDivision: 1 }))).toEqual([1, 1, 1]);
    expect(all.map((metric) => metric([0, 1], [0, 1], { zeroDivision: 0 }))).toEqual([1, 1, 1]);
  });

  it.each([
    ['empty_table', [], []],
    ['shape_mismatch', [0, 1], [1]],
    ['bad_labels', [0, 2], [0, 1]],
    ['bad_predictions', [0, 1], [0.2, 0.7]],
    ['bad_predictions', [0, 1], [0, Number.NaN]],
  ])('labels: throws %s', (code, yTrue, yPred) => {
    for (const metric of [confusionCounts, precisionScore, recallScore, f1Score]) {
      expect(() => metric(yTrue, yPred)).toThrow(expect.objectContaining({ code }));
    }
  });

  it('finds the threshold that no score beats', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const f1At = (threshold: number) => f1OfCounts(confusionCountsAt(labelsOf(rows), scoresOf(rows), threshold));
        fc.pre(labelsOf(rows).includes(1));
        const best = f1At(bestF1Threshold(labelsOf(rows), scoresOf(rows)));
        for (const { score } of rows) expect(f1At(score)).toBeLessThanOrEqual(best);
      }),
    );
  });

  it('finds it with weights too: a weight of k is the row k times', () => {
    fc.assert(
      fc.property(someWeightedRows, (rows) => {
        fc.pre(rows.some(({ weight }) => weight > 0));
        const repeated = rows.flatMap((row) => Array.from({ length: row.weight }, () => row));
        const sampleWeight = rows.map(({ weight }) => weight);
        const f1At = (threshold: number) =>
          f1OfCounts(confusionCountsAt(labelsOf(repeated), scoresOf(repeated), threshold));
        const weighted = bestF1Threshold(labelsOf(rows), scoresOf(rows), { sampleWeight });
        close(f1At(weighted), f1At(bestF1Threshold(labelsOf(repeated), scoresOf(repeated))));
      }),
    );
  });

  it('says 0.5 when there is no positive', () => {
    expect(bestF1Threshold([0, 0], [0.2, 0.9])).toBe(0.5);
  });
});

describe('liftAtScore', () => {
  it('counts the top rows, rounded up, and shares ties at the cut', () => {
    const yTrue = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    const yScore = [0.9, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1];
    expect(liftAtScore(yTrue, yScore, { percent: 1 })).toBe(5);
    expect(liftAtScore(yTrue, yScore, { percent: 30 })).toBeCloseTo(1.5 / 3 / 0.2, 12);
    expect(liftAtScore(yTrue, yScore, { percent: 100 })).toBe(1);
  });

  it.each([0, -1, 101, Number.NaN])('refuses %s percent', (percent) => {
    expect(() => liftAtScore([0, 1], [0, 1], { percent })).toThrow(expect.objectContaining({ code: 'bad_percent' }));
  });
});

describe('deciles', () => {
  it('keeps every row and positive, highest scores first', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const tenths = deciles(labelsOf(rows), scoresOf(rows));
        expect(tenths).toHaveLength(Math.min(10, rows.length));
        expect(tenths.reduce((sum, { n }) => sum + n, 0)).toBe(rows.length);
        close(
          tenths.reduce((sum, { positives }) => sum + positives, 0),
          labelsOf(rows).reduce((sum, y) => sum + y, 0),
        );
        tenths.slice(1).forEach(({ meanProba }, i) => {
          expect(meanProba).toBeLessThanOrEqual(tenths[i]!.meanProba + 1e-12);
        });
      }),
    );
  });

  it('shares the positives of equal scores between tenths', () => {
    const tenths = deciles([1, ...new Array(19).fill(0)], new Array(20).fill(0.3));
    for (const { n, positives, meanProba } of tenths) {
      expect(n).toBe(2);
      expect(positives).toBeCloseTo(0.1, 12);
      expect(meanProba).toBeCloseTo(0.3, 12);
    }
  });
});
