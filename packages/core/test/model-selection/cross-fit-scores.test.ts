import { describe, expect, it } from 'vitest';
import { LinearCandidate } from '../../src/linear-model/linear-candidate.js';
import { LogisticRegression } from '../../src/linear-model/logistic-regression.js';
import { crossFitCandidates, crossFitScores } from '../../src/model-selection/cross-fit-scores.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { gather, Table } from '../../src/table/table.js';
import { levels, numbers } from '../support/some-table.js';

const n = 300;
const rows = Array.from({ length: n }, (_, i) => i);
const features = new Table([
  ['x', numbers(rows.map((i) => Math.sin(i) * 3))],
  ['plan', levels(rows.map((i) => (i === 0 ? 'only in fold 0' : `plan ${i % 4}`)))],
]);
const labels = Float64Array.from(rows, (i) => (Math.sin(i) + Math.cos(i * 5) > 0.3 ? 1 : 0));
const folds = Int32Array.from(rows, (i) => (i % 10 === 9 ? -1 : i % 3));
const preprocessor = new Preprocessor([
  { name: 'x', kind: 'numeric' },
  { name: 'plan', kind: 'categorical' },
]);
const estimator = new LogisticRegression({ tol: 1e-12 });
const candidate = new LinearCandidate('LogisticRegression', estimator);
const eta = crossFitScores({ features, labels, folds, preprocessor, candidate });

describe('crossFitScores', () => {
  it('scores each fold by a model of the others', () => {
    const train = rows.filter((i) => folds[i]! > 0);
    const preprocessing = preprocessor.fit(features.take(train));
    const model = estimator.fit(preprocessing.transform(features.take(train)), gather(labels, train));
    const held = rows.filter((i) => folds[i] === 0);
    const expected = model.decisionFunction(preprocessing.transform(features.take(held)));
    expect(gather(eta, held)).toEqual(expected);
  });

  it('does not let a row’s own label into its score', () => {
    const held = rows.filter((i) => folds[i] === 0);
    const spoilt = labels.map((label, i) => (folds[i] === 0 ? 1 - label : label));
    const other = crossFitScores({ features, labels: spoilt, folds, preprocessor, candidate });
    expect(gather(other, held)).toEqual(gather(eta, held));
    expect(other).not.toEqual(eta);
  });

  it('neither fits nor scores rows without a fold', () => {
    rows.forEach((i) => {
      expect(Number.isNaN(eta[i])).toBe(folds[i] === -1);
    });
  });

  it('reaches the same scores when the fits start where another penalty’s ended', () => {
    const strongly = new LinearCandidate('LogisticRegression', new LogisticRegression({ C: 0.01, tol: 1e-12 }));
    const candidates = [strongly, candidate];
    const [strong, warm] = crossFitCandidates({ features, labels, folds, preprocessor, candidates });
    expect(strong).not.toEqual(eta);
    warm!.forEach((value, i) => {
      if (folds[i]! >= 0) expect(Math.abs(value - eta[i]!)).toBeLessThan(1e-9);
    });
  });

  it('throws when there is only one fold', () => {
    const oneFold = new Int32Array(n);
    expect(() => crossFitScores({ features, labels, folds: oneFold, preprocessor, candidate })).toThrow(
      expect.objectContaining({ code: 'too_few_folds' }),
    );
  });
});
