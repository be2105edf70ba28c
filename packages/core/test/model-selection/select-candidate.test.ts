import { describe, expect, it } from 'vitest';
import { LinearCandidate } from '../../src/linear-model/linear-candidate.js';
import { C_GRID, logisticRegressionCandidates } from '../../src/linear-model/linear-candidates.js';
import { LogisticRegression } from '../../src/linear-model/logistic-regression.js';
import { logLoss } from '../../src/metrics/log-loss.js';
import { studentTQuantile } from '../../src/metrics/student-t-quantile.js';
import { crossFitScores } from '../../src/model-selection/cross-fit-scores.js';
import { selectCandidate } from '../../src/model-selection/select-candidate.js';
import type { Candidate } from '../../src/models/candidate.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';
import { Table } from '../../src/table/table.js';
import { numbers } from '../support/some-table.js';

const n = 400;
const rows = Array.from({ length: n }, (_, i) => i);
const at = (i: number, step: number) => ((i + 1) * step) % 1;
const names = Array.from({ length: 12 }, (_, j) => `x${j}`);
const features = new Table(
  names.map((name, j) => [name, numbers(rows.map((i) => Math.sin(i * (j + 1.37) ** 2)))] as const),
);
const labels = Float64Array.from(rows, (i) =>
  at(i, 0.6180339887498949) < sigmoid(2 * Math.sin(i * 1.37 ** 2) - 1) ? 1 : 0,
);
const folds = Int32Array.from(rows, (i) => (i % 11 === 0 ? -1 : i % 5));
const preprocessor = new Preprocessor(names.map((name) => ({ name, kind: 'numeric' as const })));
const candidates = logisticRegressionCandidates({ C: 'auto' });
const options = { features, labels, folds, preprocessor, candidates };
const best = selectCandidate(options);
const resultOf = ({ candidate, results }: typeof best) => results.find(({ name }) => name === candidate.name)!;

describe('selectCandidate', () => {
  it('takes the C of the lowest held-out log-loss, measured over all rows with a fold', () => {
    const held = rows.filter((i) => folds[i]! >= 0);
    const chosen = resultOf(best);
    expect(chosen.log_loss).toBe(Math.min(...best.results.map(({ log_loss }) => log_loss)));
    const yTrue = held.map((i) => labels[i]!);
    expect(chosen.log_loss).toBeCloseTo(
      logLoss(
        yTrue,
        held.map((i) => sigmoid(best.heldOut[i]!)),
      ),
      12,
    );
  });

  it('gives the standard error of the folds’ means, and an interval by Student’s t', () => {
    const chosen = resultOf(best);
    const means = [0, 1, 2, 3, 4].map((fold) => {
      const held = rows.filter((i) => folds[i] === fold);
      return {
        n: held.length,
        loss: logLoss(
          held.map((i) => labels[i]!),
          held.map((i) => sigmoid(best.heldOut[i]!)),
        ),
      };
    });
    const total = means.reduce((sum, fold) => sum + fold.n, 0);
    const variance = means.reduce((sum, fold) => sum + (fold.n / total) * (fold.loss - chosen.log_loss) ** 2, 0) / 4;
    expect(chosen.standard_error).toBeCloseTo(Math.sqrt(variance), 12);
    expect(chosen.interval[1] - chosen.log_loss).toBeCloseTo(2.776445 * Math.sqrt(variance), 12);
  });

  it('takes the strongest penalty within a standard error of the best, when configured', () => {
    const simple = selectCandidate({ ...options, rule: 'one-se' });
    const lowest = resultOf(best);
    const allowed = best.results.filter(({ log_loss }) => log_loss <= lowest.log_loss + lowest.standard_error);
    const penaltyOf = ({ candidate }: typeof best) => candidate.hyperparameters.C!;
    expect(penaltyOf(simple)).toBe(Math.min(...allowed.map(({ hyperparameters }) => Number(hyperparameters.C))));
    expect(penaltyOf(simple)).toBeLessThan(penaltyOf(best));
    expect(simple.results).toEqual(best.results);
  });

  it('lists every candidate with its family, its name and its hyper-parameters', () => {
    expect(best.results.map(({ kind, name, hyperparameters }) => [kind, name, hyperparameters])).toEqual(
      C_GRID.map((C) => ['linear', `LogisticRegression(C=${C})`, { C }]),
    );
  });

  it('takes estimators of your own, and candidates of another family beside them', () => {
    const own = new LinearCandidate('MyRegression', new LogisticRegression({ C: 7 }));
    const constant: Candidate = {
      kind: 'constant',
      name: 'Constant()',
      hyperparameters: {},
      fitToCompare: ({ labels: y }) => {
        const share = y.reduce((sum, label) => sum + label, 0) / y.length;
        return { decisionFunction: ({ nRows }) => new Float64Array(nRows).fill(Math.log(share / (1 - share))) };
      },
      fit: () => {
        throw new Error('not to be fitted');
      },
    };
    const { candidate, results, heldOut } = selectCandidate({ ...options, candidates: [constant, own] });
    expect(candidate).toBe(own);
    expect(results.map(({ name, hyperparameters }) => [name, hyperparameters])).toEqual([
      ['Constant()', {}],
      ['MyRegression(C=7)', { C: 7 }],
    ]);
    // What is always said is the base rate: its loss is the entropy of the labels, but for the folds.
    const y = rows.filter((i) => folds[i]! >= 0).map((i) => labels[i]!);
    const rate = y.reduce((sum, label) => sum + label, 0) / y.length;
    expect(results[0]!.log_loss).toBeCloseTo(-rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate), 2);
    expect(heldOut).toEqual(crossFitScores({ features, labels, folds, preprocessor, candidate: own }));
  });
});

// scipy 1.17.1: stats.t.ppf(0.975, df)
it.each([
  [1, 12.706204736174694],
  [4, 2.7764451051977934],
  [19, 2.0930240544083087],
  [20, 2.085963447265864],
  [100, 1.9839715185235518],
])('Student’s t with %i degrees of freedom', (degreesOfFreedom, quantile) => {
  expect(Math.abs(studentTQuantile(degreesOfFreedom) - quantile)).toBeLessThan(4e-4);
});
