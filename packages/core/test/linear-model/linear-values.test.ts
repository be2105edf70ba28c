import { describe, expect, it } from 'vitest';
import { compute } from '../../src/compute.js';
import { computeContext } from '../../src/compute-context/fastest-compute.js';
import type { LinearColumns, LinearOutput } from '../../src/linear-model/linear-columns.js';
import { linearValues } from '../../src/linear-model/linear-values.js';
import { numbersOf } from '../../src/row-sources/number-source.js';
import { doubles, integers } from '../../src/threads/shared-memory.js';

const nRows = 150_001;

function someColumns(shared: boolean, infinite?: number): LinearColumns {
  const values = doubles(nRows, shared).map((_, i) => (i % 11 === 0 ? Number.NaN : Math.sin(i) * 5));
  const numbers = doubles(nRows, shared);
  numbers.set(values);
  if (infinite !== undefined) numbers[infinite] = Number.POSITIVE_INFINITY;
  const codes = integers(nRows, shared);
  for (let i = 0; i < nRows; i++) codes[i] = (i % 4) - 1;
  return {
    nRows,
    intercept: -1,
    dense: [
      { coef: 0.3, mean: 0.5, ofMissing: 0.25, source: { values: numbers, read: 'value' } },
      { coef: -0.2, mean: 0.1, ofMissing: 0, source: { values: numbers, read: 'log1p' } },
      { coef: 0.7, mean: 0, ofMissing: Number.NaN, source: { values: numbers, read: 'missing' } },
    ],
    levels: [{ source: { codes }, coef: Float64Array.of(0.1, -0.4, 2), coefOfNone: 0.05 }],
  };
}

/** A thread that takes what it can as soon as it is asked, before the calling one begins. */
const eager = computeContext({ post: compute });
const absent = computeContext({ post: () => {} });

describe('linearValues', () => {
  it.each<[string, LinearOutput]>([
    ['η', 'eta'],
    ['probabilities', { calibration: { method: 'none' } }],
    ['calibrated probabilities', { calibration: { method: 'platt', slope: 0.9, intercept: 0.1 } }],
  ])('gives the same %s with threads and without', (_, output) => {
    const alone = linearValues(someColumns(false), output);
    const columns = someColumns(true);
    expect(linearValues(columns, output, eager)).toEqual(alone);
    expect(linearValues(columns, output, absent)).toEqual(alone);
  });

  it('adds the contributions of each row’s value, logarithm, missingness and level', () => {
    const columns = someColumns(false);
    const eta = linearValues(columns, 'eta');
    const values = numbersOf(columns.dense[0]!.source);
    for (const i of [0, 1, 11, 12, 4096, nRows - 1]) {
      const x = values[i]!;
      const missing = Number.isNaN(x);
      const log = Math.sign(x) * Math.log1p(Math.abs(x));
      const level = [0.05, 0.1, -0.4, 2][i % 4]!;
      const expected =
        level - 1 + 0.3 * (missing ? 0.25 : x - 0.5) - 0.2 * (missing ? 0 : log - 0.1) + (missing ? 0.7 : 0);
      expect(eta[i]).toBeCloseTo(expected, 13);
    }
  });

  it.each([3, -2])('names a row with the code %d of three levels, whoever meets it', (code) => {
    const message = `The categorical column number 1 of the model has 3 levels; row 140000 has the code ${code}.`;
    for (const [shared, context] of [
      [false, undefined],
      [true, eager],
    ] as const) {
      const columns = someColumns(shared);
      columns.levels[0]!.source.codes[140_000] = code;
      expect(() => linearValues(columns, 'eta', context)).toThrow(message);
    }
  });

  it('names a row whose score is not finite, whichever thread meets it', () => {
    const message = 'The score of row 140000 is not finite.';
    expect(() => linearValues(someColumns(false, 140_000), 'eta')).toThrow(message);
    expect(() => linearValues(someColumns(true, 140_000), 'eta', eager)).toThrow(message);
  });
});
