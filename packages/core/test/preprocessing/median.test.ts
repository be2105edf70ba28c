import { describe, expect, it } from 'vitest';
import { median } from '../../src/preprocessing/median.js';

/** Numbers in [0, 1) that depend on the seed alone. */
function* uniform(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

function bySorting(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const SHAPES: readonly (readonly [string, (u: number, i: number) => number])[] = [
  ['continuous', (u) => Math.exp(8 * u) - 50],
  ['counts', (u) => Math.floor(7 * u * u)],
  ['mostly zero', (u) => (u < 0.6 ? 0 : u)],
  ['half one value, half another', (_, i) => (i % 2 === 0 ? -1 : 1)],
  ['signed zeros', (u) => (u < 0.5 ? -0 : 0)],
  ['ascending', (_, i) => i],
  ['periodic, so that an even sample misleads', (u, i) => (i % 32 === 16 ? 1000 + u : u)],
];

describe('median', () => {
  for (const [shape, value] of SHAPES) {
    for (const n of [1, 2, 101, 65_535, 131_072, 131_073]) {
      it(`is the sorted middle of ${n} values: ${shape}`, () => {
        const random = uniform(n);
        const values = Float64Array.from({ length: n }, (_, i) => value(random.next().value, i));
        const before = values.slice();
        // Adding 0 makes −0 and 0 the same.
        expect(median(values) + 0).toBe(bySorting(values) + 0);
        expect(values).toEqual(before);
      });
    }
  }

  it('is NaN for no values', () => expect(median(new Float64Array(0))).toBeNaN());
});
