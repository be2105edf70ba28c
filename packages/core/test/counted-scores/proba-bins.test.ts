import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BinnedScores, binningBound } from '../../src/counted-scores/binning-bound.js';
import { groupedRows, type OutcomeRow } from '../../src/counted-scores/outcome-entries.js';
import { FINE_STEPS, LOWEST_KEY, meanOfBin, PAIR_STEPS, placeInBin } from '../../src/counted-scores/proba-bins.js';
import { compareLogLosses } from '../../src/metrics/compare-log-losses.js';
import { evaluateScores } from '../../src/metrics/evaluate-scores.js';
import { camelCase } from '../../src/metrics/metric.js';
import { SCORE_METRICS } from '../../src/metrics/metric-list.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';
import { normal } from '../support/normal.js';
import { uniform } from '../support/synthetic-shop.js';

const anyProba = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: -45, max: 45, noNaN: true }).map(sigmoid),
  fc.constantFrom(0, 1, 0.5, 0.25, 0.75, 2 ** -52, 2 ** -53, 1 - 2 ** -53, 1 - 2 ** -52, 5e-324),
);

describe('bins of probabilities', () => {
  it.each([FINE_STEPS, PAIR_STEPS])('are as wide as they say, and a single row is at its place: %i', (steps) => {
    fc.assert(
      fc.property(anyProba, (proba) => {
        const { key, part } = placeInBin(proba, steps);
        const back = meanOfBin(key, part, 1, steps);
        const q = Math.min(proba, 1 - proba);
        // Half a part of a bin, and the rounding of 1 − q.
        expect(Math.abs(back - proba)).toBeLessThanOrEqual(Math.max(q, 2 ** -52) / steps / 2 ** 20 + 2 ** -53);
        expect(Math.sign(key)).toBe(proba < 0.5 ? 1 : -1);
      }),
      { numRuns: 2000 },
    );
  });

  it('hold neighbours of at most a thousandth, and are in the order of the probabilities', () => {
    fc.assert(
      fc.property(anyProba, anyProba, (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const [a, b] = [placeInBin(low, FINE_STEPS).key, placeInBin(high, FINE_STEPS).key];
        // From 0 to ½ keys rise; from ½ to 1 they are negative, and rise too.
        if (Math.sign(a) === Math.sign(b)) expect(a).toBeLessThanOrEqual(b);
        if (a === b && Math.abs(a) !== LOWEST_KEY) {
          expect(high - low).toBeLessThanOrEqual(Math.min(high, 1 - low) / FINE_STEPS);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** Users of whom one model says more than the other, both of them something like the truth. */
function week(users: number, seed: number): Required<OutcomeRow>[] {
  const next = uniform(seed);
  return Array.from({ length: users }, (_, user) => {
    const logit = -3.5 + 1.3 * normal(next);
    return {
      proba: sigmoid(logit),
      servedProba: sigmoid(logit + 0.3 * normal(next) - 0.1),
      label: next() < sigmoid(logit) ? 1 : 0,
      eventCount: 1 + (user % 17),
    };
  });
}

describe('a week in bins', () => {
  const rows = week(20_000, 3);
  const [labels, proba] = [rows.map(({ label }) => label), rows.map((row) => row.proba)];
  const { proba: binned, pairs, eventCount } = groupedRows(rows, { binned: true, threshold: 0.0321 });

  it('has fewer entries than users, and all users', () => {
    expect(binned.counts.length).toBeLessThan(11_000);
    expect(binned.counts.reduce((sum, count) => sum + count, 0)).toBe(rows.length);
    expect(eventCount.counts.length).toBe(34);
  });

  it('has every metric within its bound, and log-loss within a hundred-thousandth', () => {
    const bound = binningBound(binned as BinnedScores);
    const exact = evaluateScores(labels, proba, { threshold: 0.0321 });
    const counted = evaluateScores(binned.labels, binned.scores, { threshold: 0.0321, sampleWeight: binned.counts });
    for (const { name } of SCORE_METRICS) {
      const [one, other] = [exact[camelCase(name)], counted[camelCase(name)]] as [number, number];
      expect(Math.abs(one - other), name).toBeLessThanOrEqual((bound[name] ?? 0) + 1e-9 * Math.max(1, one));
    }
    expect(bound.log_loss).toBeLessThan(1e-4);
    expect(bound.roc_auc).toBeLessThan(5e-4);
    expect(Math.abs(exact.logLoss - counted.logLoss)).toBeLessThan(1e-6);
    expect(Math.abs(exact.rocAuc! - counted.rocAuc!)).toBeLessThan(2e-5);
    // The bin of the threshold is divided there.
    for (const name of ['precision', 'recall', 'f1Score'] as const) expect(counted[name]).toBe(exact[name]);
    for (const [name, [low, high]] of Object.entries(exact.intervals)) {
      const [otherLow, otherHigh] = counted.intervals[name as keyof typeof exact.intervals]!;
      expect(
        [otherLow / low, otherHigh / high].map((ratio) => Math.abs(ratio - 1) < 2e-3),
        name,
      ).toEqual([true, true]);
    }
  });

  it('compares two models within 6·10⁻⁵, and its standard error within a hundredth', () => {
    const exact = compareLogLosses(
      labels,
      proba,
      rows.map(({ servedProba }) => servedProba),
    );
    const counted = compareLogLosses(pairs.labels, pairs.scores, pairs.others, { sampleWeight: pairs.counts });
    expect(Math.abs(counted.meanDifference - exact.meanDifference)).toBeLessThan(PAIR_STEPS ** -2 / 4);
    expect(Math.abs(counted.standardError / exact.standardError - 1)).toBeLessThan(0.01);
  });

  it('is the same to the last bit whatever the order of the users', () => {
    const shuffled = rows.toSorted((a, b) => Math.sin(1e6 * a.proba) - Math.sin(1e6 * b.proba));
    for (const grouping of [
      { binned: true, threshold: 0.2 },
      { binned: false, threshold: 0.2 },
    ]) {
      expect(groupedRows(shuffled, grouping)).toEqual(groupedRows(rows, grouping));
    }
  });
});
