import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseCalibration } from '../../src/calibration-fitting/choose-calibration.js';
import { fitBeta } from '../../src/calibration-fitting/fit-beta.js';
import { fitIsotonic } from '../../src/calibration-fitting/fit-isotonic.js';
import { fitPlatt, smoothedTargets } from '../../src/calibration-fitting/fit-platt.js';
import { fitSmooth } from '../../src/calibration-fitting/fit-smooth.js';
import { isotonicRegression } from '../../src/calibration-fitting/isotonic-regression.js';
import { reliability } from '../../src/calibration-fitting/reliability.js';
import { scoreScale } from '../../src/calibration-fitting/score-scale.js';
import { type CountedScores, countedScores, writtenOut } from '../../src/counted-scores/counted-scores.js';
import { decisionThreshold } from '../../src/decisions/decision-policy.js';
import { evaluateCapacity } from '../../src/decisions/evaluate-capacity.js';
import { evaluateDecision } from '../../src/decisions/evaluate-decision.js';
import { betsOfWeek } from '../../src/jobs/week-decay.js';
import { averagePrecisionScore } from '../../src/metrics/average-precision-score.js';
import { bestF1Threshold } from '../../src/metrics/best-f1-threshold.js';
import { bootstrapInterval } from '../../src/metrics/bootstrap-interval.js';
import { brierDecomposition } from '../../src/metrics/brier-decomposition.js';
import { compareLogLosses } from '../../src/metrics/compare-log-losses.js';
import { compareRocAucs } from '../../src/metrics/compare-roc-aucs.js';
import { confusionCountsAt } from '../../src/metrics/confusion-counts.js';
import { deciles } from '../../src/metrics/deciles.js';
import { evaluateScores } from '../../src/metrics/evaluate-scores.js';
import { liftAtScore } from '../../src/metrics/lift-at-score.js';
import { LOG_LOSS } from '../../src/metrics/log-loss.js';
import { rocAucScore } from '../../src/metrics/roc-auc-score.js';
import { heldOutLoss, heldOutLossOfFolds } from '../../src/model-selection/held-out-loss.js';
import type { PublishedRun } from '../../src/ports/prediction-store.js';
import { fitRecalibration } from '../../src/recalibration/fit-recalibration.js';
import { weekEvidence } from '../../src/recalibration/week-evidence.js';
import { reportedCurves } from '../../src/report/reported-curves.js';
import { scoreDistribution } from '../../src/report/score-distribution.js';
import { topCounts } from '../../src/report/top-of-ranking.js';
import type { TrainResult } from '../../src/results/results.js';
import { entriesOfLogits, entriesOfProbabilities } from './random-entries.js';

type Compared = (entries: CountedScores, sampleWeight: Float64Array | undefined) => unknown;

/** Whole numbers and ratios of them: not a bit differs. */
const EXACT: Readonly<Record<string, Compared>> = {
  rocAucScore: ({ labels, scores }, sampleWeight) => rocAucScore(labels, scores, { sampleWeight }),
  averagePrecisionScore: ({ labels, scores }, sampleWeight) => averagePrecisionScore(labels, scores, { sampleWeight }),
  liftAtScore: ({ labels, scores }, sampleWeight) => liftAtScore(labels, scores, { percent: 7, sampleWeight }),
  bestF1Threshold: ({ labels, scores }, sampleWeight) => bestF1Threshold(labels, scores, { sampleWeight }),
  confusionCountsAt: ({ labels, scores }, sampleWeight) => confusionCountsAt(labels, scores, 0.5, sampleWeight),
  deciles: ({ labels, scores }, sampleWeight) => deciles(labels, scores, { sampleWeight }),
  reliability: ({ labels, scores }, sampleWeight) => reliability(labels, scores, 7, { sampleWeight }),
  smoothedTargets: ({ labels }, sampleWeight) => smoothedTargets(labels, { sampleWeight }),
  isotonicRegression: ({ labels, scores }, sampleWeight) => isotonicRegression(scores, labels, { sampleWeight }),
  fitIsotonic: ({ labels, scores }, sampleWeight) => fitIsotonic(scores, labels, { sampleWeight }),
  evaluateCapacity: ({ labels, scores }, sampleWeight) =>
    evaluateCapacity({ topUsers: 17 }, labels, scores, { sampleWeight }),
};

/** As the report takes rows. */
const REPORTED: Readonly<Record<string, Compared>> = {
  'topCounts of all but the sum': ({ labels, scores }, sampleWeight) => {
    const { scoreSum: _, ...counts } = topCounts({ labels, scores, sampleWeight }, 13);
    return counts;
  },
  reportedCurves: ({ labels, scores }, sampleWeight) => {
    const rows = { labels, scores, sampleWeight };
    return reportedCurves({ proba: rows, eventCount: rows });
  },
};

/** Sums of the same terms in another order. */
const TO_ROUNDING: Readonly<Record<string, Compared>> = {
  evaluateScores: ({ labels, scores }, sampleWeight) => evaluateScores(labels, scores, { sampleWeight }),
  brierDecomposition: ({ labels, scores }, sampleWeight) => brierDecomposition(labels, scores, { sampleWeight }),
  compareLogLosses: ({ labels, scores }, sampleWeight) =>
    compareLogLosses(labels, scores, scores.map(other), { sampleWeight }),
  compareRocAucs: ({ labels, scores }, sampleWeight) =>
    compareRocAucs(labels, scores, scores.map(other), { sampleWeight }),
  evaluateDecision: ({ labels, scores }, sampleWeight) =>
    [{ topUsers: 90 }, { minPrecision: 0.4 }, { gain: 10, cost: 3 }, undefined].map((policy) =>
      evaluateDecision(policy, 0.6, labels, scores, 1000, { sampleWeight }),
    ),
  'evaluateDecision of all rows': ({ labels, scores }, sampleWeight) =>
    evaluateDecision({ topUsers: 9 }, 0.6, labels, scores, undefined, { sampleWeight }),
  betsOfWeek: ({ labels, scores }, sampleWeight) => betsOfWeek(labels, scores, PROMISING, {}, { sampleWeight }),
  topCounts: ({ labels, scores }, sampleWeight) => topCounts({ labels, scores, sampleWeight }, 13),
  scoreDistribution: ({ scores }, sampleWeight) => scoreDistribution(RUN, { scores, sampleWeight }),
  bootstrapInterval: ({ labels, scores }, sampleWeight) =>
    bootstrapInterval(LOG_LOSS.kernel, labels, scores, { replicates: 60, sampleWeight }),
};

const CALIBRATIONS: Readonly<Record<string, Compared>> = {
  scoreScale: ({ scores }, counts) => scoreScale(scores, counts),
  fitSmooth: ({ labels, scores }, sampleWeight) => fitSmooth(scores, labels, { sampleWeight }),
  fitPlatt: ({ labels, scores }, sampleWeight) => fitPlatt(scores, labels, { sampleWeight }),
  fitRecalibration: ({ labels, scores }, sampleWeight) =>
    (['shift', 'line'] as const).map((kind) => fitRecalibration({ logits: scores, labels, sampleWeight }, kind, 50)),
  weekEvidence: ({ labels, scores }, sampleWeight) =>
    weekEvidence({ logits: scores, labels, sampleWeight }, { trained: 100 }),
  heldOutLoss: ({ labels, scores, folds }, counts) => heldOutLoss(labels, scores, folds!, counts),
};

/** As another model may see it: not monotone. */
function other(score: number): number {
  return score < 0.4 ? score + 0.2 : 0.3 + score / 2;
}

const RUN = { snapshot: '2026-01-01', model: 'm', result: { counts: {} } } as unknown as PublishedRun;
const PROMISING = { metrics: { intervals: { roc_auc: [0.7, 0.8] } } } as unknown as TrainResult;

/** Numbers within 1e-12 of their size, or of 1 where they are the small difference of larger ones. */
function near(expected: unknown, tolerance = 1e-12): unknown {
  if (typeof expected === 'number') {
    return Number.isInteger(expected) && tolerance <= 1e-12 && Math.abs(expected) > 1
      ? within(expected, Math.abs(expected) * tolerance)
      : within(expected, Math.max(1, Math.abs(expected)) * tolerance);
  }
  if (Array.isArray(expected)) return expected.map((each) => near(each, tolerance));
  if (typeof expected === 'object' && expected !== null) {
    return Object.fromEntries(Object.entries(expected).map(([key, each]) => [key, near(each, tolerance)]));
  }
  return expected;
}

function within(expected: number, distance: number) {
  return {
    asymmetricMatch: (found: unknown) =>
      typeof found === 'number' && (Object.is(found, expected) || Math.abs(found - expected) <= distance),
    toString: () => `${expected} ± ${distance}`,
  };
}

describe('entries give what their rows give', () => {
  it.each(Object.entries({ ...EXACT, ...REPORTED }))('%s, to the last bit', (_, result) => {
    fc.assert(
      fc.property(entriesOfProbabilities, (entries) => {
        expect(result(entries, entries.counts)).toEqual(result(writtenOut(entries), undefined));
      }),
    );
  });

  it.each(Object.entries(TO_ROUNDING))('%s', (_, result) => {
    fc.assert(
      fc.property(entriesOfProbabilities, (entries) => {
        expect(result(entries, entries.counts)).toEqual(near(result(writtenOut(entries), undefined), 1e-11));
      }),
    );
  });

  it.each(Object.entries(CALIBRATIONS))('%s', (_, result) => {
    fc.assert(
      fc.property(entriesOfLogits, (entries) => {
        expect(result(entries, entries.counts)).toEqual(near(result(writtenOut(entries), undefined), 1e-11));
      }),
    );
  });

  it('fitBeta, to what its solver is accurate to', () => {
    fc.assert(
      fc.property(entriesOfLogits, (entries) => {
        const rows = writtenOut(entries);
        const counted = fitBeta(entries.scores, entries.labels, undefined, { sampleWeight: entries.counts });
        expect(counted).toEqual(near(fitBeta(rows.scores, rows.labels), 1e-7));
      }),
    );
  });

  it('chooseCalibration: the method, its losses and errors, and the reliability', () => {
    fc.assert(
      fc.property(entriesOfLogits, (entries) => {
        const rows = writtenOut(entries);
        const { logits, ...counted } = chooseCalibration(entries.scores, entries.labels, entries.folds!, {
          sampleWeight: entries.counts,
        });
        const { logits: ofRows, ...expected } = chooseCalibration(rows.scores, rows.labels, rows.folds!);
        expect(counted).toEqual(near(expected, 1e-7));
        expect([logits.length, ofRows.length]).toEqual([entries.scores.length, rows.scores.length]);
      }),
      { numRuns: 40 },
    );
  });

  it('decisionThreshold, of every policy', () => {
    const policies = [undefined, { gain: 20, cost: 7 }, { topUsers: 300 }, { minPrecision: 0.37 }, { topUsers: 3 }];
    fc.assert(
      fc.property(entriesOfProbabilities, fc.constantFrom(...policies), (entries, policy) => {
        const rows = writtenOut(entries);
        expect(decisionThreshold(policy, entries.labels, entries.scores, 900, { sampleWeight: entries.counts })).toBe(
          decisionThreshold(policy, rows.labels, rows.scores, 900),
        );
      }),
    );
  });
});

describe('entries', () => {
  it('are in an order that depends on the entries alone, and are those of the rows', () => {
    fc.assert(
      fc.property(entriesOfLogits, fc.integer(), (entries, seed) => {
        const rows = writtenOut(entries);
        const order = Uint32Array.from(rows.scores.keys()).sort((a, b) => Math.sin(a + seed) - Math.sin(b + seed));
        const shuffled = {
          scores: Float64Array.from(order, (row) => rows.scores[row]!),
          labels: Float64Array.from(order, (row) => rows.labels[row]!),
          counts: Float64Array.from(order, (row) => rows.counts[row]!),
          folds: Int32Array.from(order, (row) => rows.folds![row]!),
        };
        expect(countedScores(shuffled)).toEqual(entries);
      }),
    );
  });

  it('must stand for whole numbers of rows where there are intervals', () => {
    const [labels, scores] = [Float64Array.of(0, 1), Float64Array.of(0.1, 0.9)];
    for (const sampleWeight of [Float64Array.of(1, 0.5), Float64Array.of(0, 1)]) {
      const error = expect.objectContaining({ code: 'bad_weights' });
      expect(() => evaluateScores(labels, scores, { sampleWeight })).toThrow(error);
      expect(() => fitPlatt(scores, labels, { sampleWeight })).toThrow(error);
      expect(() => compareLogLosses(labels, scores, scores, { sampleWeight })).toThrow(error);
      expect(() => countedScores({ scores, labels, counts: sampleWeight })).toThrow(error);
    }
  });

  it('have the loss of their folds', () => {
    const sums = [
      { rows: 10, loss: 4 },
      { rows: 30, loss: 9 },
    ];
    const { log_loss, standard_error } = heldOutLossOfFolds(sums);
    expect(log_loss).toBe(13 / 40);
    expect(standard_error).toBeCloseTo(Math.sqrt(0.25 * (0.4 - 0.325) ** 2 + 0.75 * (0.3 - 0.325) ** 2), 14);
  });
});

it('a bootstrap of many rows costs what its entries cost, and gives nearly the same interval', () => {
  const scores = Float64Array.from({ length: 200 }, (_, i) => (i >> 1) / 100 + 0.005).reverse();
  const labels = Float64Array.from(scores, (_, i) => i % 2);
  const countsOf = (times: number) =>
    scores.map((score, i) => Math.max(1, Math.round(times * (i % 2 === 1 ? score : 1 - score))));
  const width = ([low, high]: readonly [number, number]) => high - low;
  const drawn = (times: number) =>
    width(bootstrapInterval(LOG_LOSS.kernel, labels, scores, { sampleWeight: countsOf(times), replicates: 300 })!);
  // 100 times as many rows: a tenth of the width; drawn one by one in the first, by entry in the second.
  expect(drawn(1e5) / (drawn(100) / Math.sqrt(1000))).toBeGreaterThan(0.85);
  expect(drawn(1e5) / (drawn(100) / Math.sqrt(1000))).toBeLessThan(1.15);
});
