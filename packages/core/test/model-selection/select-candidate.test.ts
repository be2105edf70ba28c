import { describe, expect, it } from 'vitest';
import { LogisticRegression } from '../../src/linear-model/logistic-regression.js';
import { logLoss } from '../../src/metrics/log-loss.js';
import { studentTQuantile } from '../../src/metrics/student-t-quantile.js';
import { selectPenalty } from '../../src/model-selection/select-candidate.js';
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
const options = { features, labels, folds, preprocessor };
const best = selectPenalty(options);

describe('selectPenalty', () => {
  it('takes the C of the lowest held-out log-loss, measured over all rows with a fold', () => {
    const held = rows.filter((i) => folds[i]! >= 0);
    const chosen = best.path.find(({ C }) => C === best.C)!;
    expect(chosen.log_loss).toBe(Math.min(...best.path.map(({ log_loss }) => log_loss)));
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
    const chosen = best.path.find(({ C }) => C === best.C)!;
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

  it('takes the strongest penalty within a standard error of the best, when told to', () => {
    const simple = selectPenalty({ ...options, rule: 'one-se' });
    const lowest = best.path.find(({ C }) => C === best.C)!;
    const allowed = best.path.filter(({ log_loss }) => log_loss <= lowest.log_loss + lowest.standard_error);
    expect(simple.C).toBe(Math.min(...allowed.map(({ C }) => C!)));
    expect(simple.C).toBeLessThan(best.C);
    expect(simple.path).toEqual(best.path);
  });

  it('takes estimators of any kind', () => {
    const { C, path } = selectPenalty({ ...options, estimators: [new LogisticRegression({ C: 7 })] });
    expect(C).toBe(7);
    expect(path).toHaveLength(1);
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
