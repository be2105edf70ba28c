import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LogisticRegression } from '../../src/linear-model/logistic-regression.js';
import { MAX_STANDARD_ERRORS, standardErrors } from '../../src/linear-model/standard-errors.js';
import { designOf } from '../support/synthetic-design.js';

interface Fixture {
  readonly tolerance: { readonly relative: number; readonly maximumLikelihood: number };
  readonly cases: readonly {
    readonly name: string;
    readonly C: number;
    readonly numeric: number[][];
    readonly codes: number[];
    readonly y: number[];
    readonly standardErrors: number[];
    readonly maximumLikelihood?: number[];
  }[];
}

const { cases, tolerance }: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/standard_errors.json', import.meta.url), 'utf8'),
);

describe('standardErrors', () => {
  it.each(cases)('are those of numpy’s inverse Hessian: $name', (reference) => {
    const design = designOf(reference.numeric, [{ codes: reference.codes, nLevels: 3 }]);
    const y = Float64Array.from(reference.y);
    const errors = standardErrors(
      new LogisticRegression({ C: reference.C }).fit(design, y),
      { design, y },
      reference.C,
    )!;
    reference.standardErrors.forEach((expected, j) => {
      expect(Math.abs(errors[j]! / expected - 1)).toBeLessThan(tolerance.relative);
    });
    reference.maximumLikelihood?.forEach((expected, j) => {
      expect(Math.abs(errors[j]! / expected - 1)).toBeLessThan(tolerance.maximumLikelihood);
    });
  });

  it('are those of the prior for a column without information', () => {
    const x = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i));
    const y = x.map((value, i) => (value + Math.cos(3 * i) > 0 ? 1 : 0));
    const design = designOf([x, new Float64Array(40)], []);
    const errors = standardErrors(new LogisticRegression({ C: 4 }).fit(design, y), { design, y }, 4)!;
    expect(errors[1]).toBeCloseTo(2, 12);
    expect(errors[0]).toBeLessThan(2);
  });

  it('are not computed for very many coefficients', () => {
    const design = designOf([], [{ codes: [0, 1], nLevels: MAX_STANDARD_ERRORS + 1 }]);
    const fitted = { coef: new Float64Array(design.nColumns), intercept: 0 };
    expect(standardErrors(fitted, { design, y: Float64Array.of(0, 1) }, 1)).toBeNull();
  });
});
