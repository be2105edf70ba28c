import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse-config.js';
import { decisionThreshold } from '../../src/decisions/decision-policy.js';
import { evaluateDecision } from '../../src/decisions/evaluate-decision.js';
import { bestF1Threshold } from '../../src/metrics/best-f1-threshold.js';
import { wilsonInterval } from '../../src/metrics/wilson-interval.js';

const proba = Float64Array.of(0.1, 0.9, 0.5, 0.5, 0.3, 0.2, 0.05, 0.7, 0.02, 0.01);
const yTrue = [0, 1, 1, 0, 0, 0, 0, 1, 0, 0];
const at = (policy: Parameters<typeof decisionThreshold>[0], population = 10) =>
  decisionThreshold(policy, yTrue, proba, population);
const probabilities = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 })
  .map((values) => Float64Array.from(values));

describe('decisionThreshold', () => {
  it.each([
    ['nobody', { topUsers: 1 }, 20, 1],
    ['the best', { topUsers: 1 }, 10, 0.9],
    ['none of a tie at the cut', { topUsers: 3 }, 10, 0.7],
    ['all of a tie that fits', { topUsers: 4 }, 10, 0.5],
    ['a share of a larger population', { topUsers: 200 }, 1000, 0.7],
    ['everybody', { topUsers: 50 }, 10, 0.01],
  ])('by capacity takes %s', (_, policy, population, threshold) => {
    expect(at(policy, population)).toBe(threshold);
  });

  it('never takes more than there is capacity for, nor fewer than it could without splitting a tie', () => {
    fc.assert(
      fc.property(probabilities, fc.integer({ min: 1, max: 80 }), (values, topUsers) => {
        const threshold = decisionThreshold(
          { topUsers },
          values.map(() => 0),
          values,
          values.length,
        );
        const taken = values.filter((p) => p >= threshold).length;
        // At a probability of 1 there is no threshold that takes nobody.
        if (threshold < 1) expect(taken).toBeLessThanOrEqual(topUsers);
        const next = Math.max(...values.filter((p) => p < threshold));
        expect(values.filter((p) => p >= next).length > topUsers || taken === values.length).toBe(true);
      }),
    );
  });

  it('by precision takes as many as have that mean probability', () => {
    expect(at({ minPrecision: 0.65 })).toBe(0.5);
    expect(at({ minPrecision: 0.71 })).toBe(0.7);
    expect(at({ minPrecision: 0.95 })).toBe(1);
    fc.assert(
      fc.property(probabilities, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (values, minPrecision) => {
        const threshold = decisionThreshold(
          { minPrecision },
          values.map(() => 0),
          values,
          values.length,
        );
        const { expected } = evaluateDecision(
          { minPrecision },
          threshold,
          values.map(() => 0),
          values,
        );
        if (expected.precision !== null) expect(expected.precision).toBeGreaterThanOrEqual(minPrecision - 1e-12);
      }),
    );
  });

  it('by value takes whoever is worth the cost, and no other threshold is expected to bring more', () => {
    const policy = { gain: 50, cost: 12 };
    expect(at(policy)).toBe(0.24);
    expect(at({ gain: 1, cost: 3 })).toBe(1);
    const valueFrom = (threshold: number) => evaluateDecision(policy, threshold, yTrue, proba).expected.value!;
    for (const threshold of proba) expect(valueFrom(0.24)).toBeGreaterThanOrEqual(valueFrom(threshold));
  });

  it('without a policy is the best F1', () => {
    expect(at(undefined)).toBe(bestF1Threshold(yTrue, proba));
  });
});

describe('evaluateDecision', () => {
  it('reports what was expected and what happened, with intervals', () => {
    const outcome = evaluateDecision({ gain: 10, cost: 2 }, 0.5, yTrue, proba);
    expect(outcome).toMatchObject({ policy: 'value', threshold: 0.5, n: 10, selected: 4 });
    expect(outcome.expected.positives).toBeCloseTo(2.6, 12);
    expect(outcome.expected.precision).toBeCloseTo(0.65, 12);
    expect(outcome.expected.recall).toBeCloseTo(2.6 / 3.28, 12);
    expect(outcome.expected.value).toBeCloseTo(18, 12);
    const [low, high] = wilsonInterval(3, 4);
    expect(outcome.observed).toEqual({
      positives: 3,
      precision: 0.75,
      recall: 1,
      value: 22,
      intervals: { precision: [low, high], recall: wilsonInterval(3, 3), value: [40 * low - 8, 40 * high - 8] },
    });
  });

  it('gives, for a capacity, the expected result when everyone is scored', () => {
    const served = (topUsers: number) => evaluateDecision({ topUsers }, 0.7, yTrue, proba, 1000).as_served!;
    expect(served(250)).toMatchObject({ users: 250, population: 1000 });
    // .9, .7 and half of .5, each for a hundred users.
    expect(served(250).expected_positives).toBeCloseTo(185, 10);
    expect(served(5000)).toMatchObject({ users: 1000, population: 1000 });
    expect(served(5000).expected_positives).toBeCloseTo(328, 10);
    expect(evaluateDecision({ minPrecision: 0.5 }, 0.7, yTrue, proba, 1000)).not.toHaveProperty('as_served');
  });

  it('has no figures for nobody', () => {
    const { expected, observed } = evaluateDecision({ topUsers: 1 }, 1, yTrue, proba);
    expect(expected).toEqual({ positives: 0, precision: null, recall: 0, value: null });
    expect(observed).toMatchObject({ positives: 0, precision: null, recall: 0, value: null });
    expect(Object.keys(observed.intervals)).toEqual(['recall']);
  });
});

describe('the configuration', () => {
  const config = (decision: unknown) => parseConfig({ source: { events: 'x' }, target: { event: 'y' }, decision });

  it.each([{ topUsers: 100 }, { minPrecision: 0.2 }, { gain: 40, cost: 1.5 }])('takes %j', (decision) => {
    expect(config(decision).decision).toEqual(decision);
  });

  it.each([{}, { topUsers: 0 }, { minPrecision: 1 }, { gain: 40 }, { topUsers: 5, minPrecision: 0.2 }])(
    'refuses %j',
    (decision) => {
      expect(() => config(decision)).toThrow(expect.objectContaining({ code: 'invalid_config' }));
    },
  );
});
