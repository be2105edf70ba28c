import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomesInOrder } from '../../src/jobs/outcomes-in-order.js';
import { evaluateScores } from '../../src/metrics/evaluate-scores.js';

type Row = readonly [proba: number, label: number, eventCount: number];

const outcomesOf = (rows: readonly Row[]) => ({
  proba: Float64Array.from(rows, ([proba]) => proba),
  labels: Float64Array.from(rows, ([, label]) => label),
  eventCount: Float64Array.from(rows, ([, , count]) => count),
});

describe('outcomesInOrder', () => {
  it('sorts by probability, then label, then event count', () => {
    const rows: Row[] = [
      [0.2, 0, 1],
      [0.5, 0, 2],
      [0.5, 1, 1],
      [0.5, 0, 9],
      [0.9, 0, 3],
    ];
    const { proba, labels, eventCount } = outcomesInOrder(outcomesOf(rows));
    expect(Array.from(proba)).toEqual([0.9, 0.5, 0.5, 0.5, 0.2]);
    expect(Array.from(labels)).toEqual([0, 1, 0, 0, 0]);
    expect(Array.from(eventCount)).toEqual([3, 1, 9, 2, 1]);
  });

  it('gives every metric to the last bit, whatever the order of the rows', () => {
    // Few different probabilities: rows of one probability and two labels are what an order can show in.
    const row = fc.tuple(fc.constantFrom(0.1, 0.1 + 0.2, 0.7), fc.constantFrom(0, 1), fc.nat(3));
    const shuffled = fc
      .array(row, { minLength: 20, maxLength: 60 })
      .filter((rows) => new Set(rows.map(([, label]) => label)).size === 2)
      .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
    fc.assert(
      fc.property(shuffled, ([rows, others]) => {
        const [one, other] = [rows, others].map((each) => outcomesInOrder(outcomesOf(each)));
        expect(other).toEqual(one);
        const metrics = ({ labels, proba }: typeof one & object) => evaluateScores(labels, proba, { seed: 1 });
        expect(metrics(other!)).toEqual(metrics(one!));
      }),
      { numRuns: 30 },
    );
  });

  it('orders many rows as few', () => {
    const rows = Array.from({ length: 5000 }, (_, i): Row => [((i * 37) % 100) / 100, i % 3 === 0 ? 1 : 0, i % 7]);
    const { proba, labels, eventCount } = outcomesInOrder(outcomesOf(rows));
    const expected = [...rows].sort((a, b) => b[0] - a[0] || b[1] - a[1] || b[2] - a[2]);
    expect(Array.from(proba, (p, i) => [p, labels[i], eventCount[i]])).toEqual(expected);
  });

  it('takes no rows', () => {
    expect(outcomesInOrder(outcomesOf([])).proba).toHaveLength(0);
  });
});
