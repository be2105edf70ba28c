import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortByScore } from '../../src/metrics/sort-by-score.js';

const expected = (scores: Float64Array) =>
  Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);

describe('sortByScore', () => {
  it.each([10, 5000])('sorts %d doubles of any size, highest first, ties in order', (n) => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 40 }),
        (some) => {
          // Repeating gives ties; enough rows choose the radix sort.
          const scores = Float64Array.from({ length: n }, (_, i) => some[(i * 7) % some.length]!);
          expect(sortByScore(scores)).toEqual(expected(scores));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('takes −0 and 0 as equal, and infinities as the ends', () => {
    const scores = new Float64Array(3000).fill(0);
    scores[1] = -0;
    scores[2] = Number.NEGATIVE_INFINITY;
    scores[5] = Number.POSITIVE_INFINITY;
    const order = sortByScore(scores);
    expect([...order.slice(0, 4)]).toEqual([5, 0, 1, 3]);
    expect(order.at(-1)).toBe(2);
  });
});
