import { describe, expect, it } from 'vitest';
import { LinearCandidate } from '../../src/linear-model/linear-candidate.js';
import { C_GRID, logisticRegressionCandidates } from '../../src/linear-model/linear-candidates.js';
import { LogisticRegression } from '../../src/linear-model/logistic-regression.js';
import { standardErrors } from '../../src/linear-model/standard-errors.js';
import { PreparedRows } from '../../src/models/prepared-rows.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { Table } from '../../src/table/table.js';
import { levels, numbers } from '../support/some-table.js';

const n = 200;
const table = new Table([
  ['x', numbers(Array.from({ length: n }, (_, i) => Math.sin(i)))],
  ['plan', levels(Array.from({ length: n }, (_, i) => `plan ${i % 3}`))],
]);
const labels = Float64Array.from({ length: n }, (_, i) => (Math.sin(i) + Math.cos(5 * i) > 0.3 ? 1 : 0));
const preprocessing = new Preprocessor([
  { name: 'x', kind: 'numeric' },
  { name: 'plan', kind: 'categorical' },
]).fit(table);
const prepared = new PreparedRows(table, undefined, preprocessing);
const rows = { prepared, labels };
const estimator = new LogisticRegression({ C: 0.5 });
const expected = estimator.fit(prepared.design, labels);

describe('LinearCandidate', () => {
  const candidate = new LinearCandidate('LogisticRegression', estimator);
  const fitted = candidate.fit(rows);

  it('is named as scikit-learn would print its estimator', () => {
    expect(candidate).toMatchObject({ kind: 'linear', name: 'LogisticRegression(C=0.5)', hyperparameters: { C: 0.5 } });
    const free = new LinearCandidate('Mine', { C: Number.POSITIVE_INFINITY, fit: () => expected });
    expect(free).toMatchObject({ name: 'Mine()', hyperparameters: { C: null } });
    expect(free.fit(rows).standardErrors).toBeNull();
  });

  it('keeps the model that its estimator fits, with a shift of everybody’s log-odds', () => {
    const { coef, intercept, nIter } = expected;
    const named = { kind: 'linear', estimator: 'LogisticRegression', C: 0.5, nIter, converged: true };
    expect(fitted.toModel(0)).toEqual({ ...named, coef: Array.from(coef), intercept });
    expect(fitted.toModel(-2)).toEqual({ ...named, coef: Array.from(coef), intercept: intercept - 2 });
    expect(fitted.decisionFunction(prepared)).toEqual(expected.decisionFunction(prepared.design));
  });

  it('has the standard errors of its coefficients, but for weighted rows', () => {
    const errors = standardErrors(expected, { design: prepared.design, y: labels }, 0.5);
    expect(fitted.standardErrors).toEqual(Array.from(errors!));
    const sampleWeight = new Float64Array(n).fill(2);
    expect(candidate.fit({ ...rows, sampleWeight }).standardErrors).toBeNull();
  });

  it('compares by the coarser estimator, from where the last linear fit ended', () => {
    const starts: unknown[] = [];
    const coarse = new LinearCandidate('LogisticRegression', estimator, {
      comparedBy: {
        C: 0.5,
        fit: (_design, _y, options) => {
          starts.push(options?.start);
          return expected;
        },
      },
    });
    const first = candidate.fitToCompare(rows, []);
    const other = { decisionFunction: () => new Float64Array(n) };
    coarse.fitToCompare(rows, [first, other]);
    coarse.fitToCompare(rows, [other]);
    expect(starts).toEqual([first.fitted, undefined]);
  });
});

describe('logisticRegressionCandidates', () => {
  it('are one for every penalty of the grid, or the one that was fixed', () => {
    expect(logisticRegressionCandidates({ C: 'auto' }).map(({ hyperparameters }) => hyperparameters.C)).toEqual(C_GRID);
    expect(logisticRegressionCandidates({ C: 3 }).map(({ name }) => name)).toEqual(['LogisticRegression(C=3)']);
  });

  it('note where a fixed penalty is all that constrains more coefficients than there are positives', () => {
    const few = Float64Array.from({ length: n }, (_, i) => (i % 70 === 5 ? 1 : 0));
    const notesOf = (C: number | 'auto', y: Float64Array) =>
      logisticRegressionCandidates({ C })[0]!.fit({ ...rows, labels: y }).notes;
    expect(notesOf(1, few)).toEqual([expect.stringContaining('C is fixed at 1, with 3 positives for 4 coefficients')]);
    expect(notesOf(1, labels)).toEqual([]);
    expect(notesOf('auto', few)).toEqual([]);
  });
});
