import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { confusionCountsAt } from '../../src/metrics/confusion-counts.js';
import { evaluateCounts, evaluateScores } from '../../src/metrics/evaluate-scores.js';
import { camelCase } from '../../src/metrics/metric.js';
import { METRICS, THRESHOLD_METRICS } from '../../src/metrics/metric-list.js';
import { rocAucInterval } from '../../src/metrics/roc-auc-interval.js';
import { wilsonInterval } from '../../src/metrics/wilson-interval.js';

const n = 2000;
const yScore = Float64Array.from({ length: n }, (_, i) => ((i * 7919) % n) / n / 2 + 0.01);
const yTrue = Float64Array.from(yScore, (score, i) => (((i * 104729) % 1009) / 1009 < score ? 1 : 0));
const { cases } = JSON.parse(readFileSync(new URL('../fixtures/delong.json', import.meta.url), 'utf8'));

describe('evaluateScores', () => {
  it('is consistent and contains the base rate and threshold', () => {
    const metrics = evaluateScores(yTrue, yScore, { threshold: 0.25 });
    expect(metrics.baseRate).toBeCloseTo(yTrue.reduce((sum, y) => sum + y, 0) / n, 12);
    expect(metrics.threshold).toBe(0.25);
    expect(metrics.f1Score).toBeCloseTo(
      (2 * metrics.precision * metrics.recall) / (metrics.precision + metrics.recall),
      12,
    );
    expect(metrics.intervals.rocAuc).toEqual(rocAucInterval(yTrue, yScore));
    expect(evaluateScores(yTrue, yScore, { threshold: 0.25 })).toEqual(metrics);
  });

  it('has a field for each metric of the list', () => {
    const fields = [...METRICS.map(({ name }) => camelCase(name)), 'threshold', 'intervals'];
    expect(Object.keys(evaluateScores(yTrue, yScore)).sort()).toEqual(fields.sort());
  });

  it('is null where one class is absent, and has no intervals but those of counts', () => {
    expect(evaluateScores([0, 0], [0.1, 0.2])).toMatchObject({
      rocAuc: null,
      averagePrecision: null,
      logLossSkill: null,
      liftAt10: null,
      intervals: {},
    });
  });

  it.each([
    ['many rows', yTrue, yScore],
    ['300 rows', cases[0].y, cases[0].a],
    ['8 positives', cases[2].y, cases[2].a],
  ])('gives an interval of some width around every figure of %s that has one', (_, y, score) => {
    const metrics = evaluateScores(y, score, { threshold: 0.5 });
    const without = ['ece', 'baseRate', 'expectedPositives', 'brierReliability', 'brierResolution', 'brierUncertainty'];
    const found = METRICS.map(({ name }) => camelCase(name)).filter((field) => !without.includes(field));
    expect(Object.keys(metrics.intervals).sort()).toEqual(found.sort());
    for (const field of found) {
      const [low, high] = metrics.intervals[field]!;
      expect(low, field).toBeLessThan(high);
      expect(low, field).toBeLessThanOrEqual(metrics[field]!);
      expect(high, field).toBeGreaterThanOrEqual(metrics[field]!);
    }
  });

  it('is not certain where the ranking is perfect, or the model is confident and right', () => {
    const y = Float64Array.from({ length: 400 }, (_, i) => (i < 12 ? 1 : 0));
    const { intervals } = evaluateScores(y, y);
    expect(intervals.rocAuc![0]).toBeLessThan(0.97);
    expect(intervals.averagePrecision).toEqual(wilsonInterval(12, 12));
    expect(intervals.recall).toEqual(wilsonInterval(12, 12));
    expect(intervals.liftAt10![0]).toBeLessThan(10 * 0.8);
  });

  it('gives no interval of skill to a model that always predicts the base rate', () => {
    const y = Float64Array.from({ length: 400 }, (_, i) => (i < 20 ? 1 : 0));
    const { logLossSkill, intervals } = evaluateScores(
      y,
      y.map(() => 0.05),
    );
    expect(logLossSkill).toBeCloseTo(0, 12);
    expect(intervals.logLossSkill).toBeUndefined();
    expect(intervals.logLoss).toBeDefined();
  });
});

describe('evaluateCounts', () => {
  it("has Wilson's intervals where something was counted", () => {
    expect(evaluateCounts({ tp: 3, fp: 1, fn: 7, tn: 100 }).intervals).toMatchObject({
      precision: wilsonInterval(3, 4),
      recall: wilsonInterval(3, 10),
    });
    expect(evaluateCounts({ tp: 0, fp: 0, fn: 0, tn: 5 })).toEqual({
      precision: 0,
      recall: 0,
      f1Score: 0,
      intervals: {},
    });
  });

  it('has the interval of F1 that follows from that of the share which is both positive and predicted positive', () => {
    const [low, high] = evaluateCounts({ tp: 5, fp: 10, fn: 5, tn: 80 }).intervals.f1Score!;
    const shares = wilsonInterval(5, 20);
    expect(low).toBeCloseTo((2 * shares[0]) / (1 + shares[0]), 14);
    expect(high).toBeCloseTo((2 * shares[1]) / (1 + shares[1]), 14);
    expect(low).toBeLessThan(0.4);
    expect(high).toBeGreaterThan(0.4);
  });

  it('gives what evaluateScores gives', () => {
    const all = evaluateScores(yTrue, yScore, { threshold: 0.3 });
    const { intervals, ...values } = evaluateCounts(confusionCountsAt(yTrue, yScore, 0.3));
    expect(all).toMatchObject(values);
    for (const { name } of THRESHOLD_METRICS) {
      expect(all.intervals[camelCase(name)]).toEqual(intervals[camelCase(name)]);
    }
  });
});
