import { describe, expect, it } from 'vitest';
import { AdditiveClassifier, FittedAdditiveClassifier } from '../../src/entries/additive-model.js';
import { PropensityClassifier, type Row } from '../../src/index.js';
import { bentShop, simulatedVisitors } from '../support/simulated-visitors.js';

const visitors = simulatedVisitors(2000, 51, bentShop, 0.1);
const unseen = simulatedVisitors(5000, 52, bentShop, 0.1);
const fitted = new AdditiveClassifier({ C: 1, log1p: ['visits'], maxPairs: 5 }).fit(visitors.table, visitors.labels);

describe('AdditiveClassifier', () => {
  it('does better than a linear model on rows that it has not seen, where the truth is not linear', () => {
    const linear = new PropensityClassifier({ C: 1, log1p: ['visits'] }).fit(visitors.table, visitors.labels);
    const [ours, theirs] = [fitted, linear].map((model) => model.evaluate(unseen.table, unseen.labels));
    expect(ours!.logLossSkill!).toBeGreaterThan(theirs!.logLossSkill! + 0.05);
    expect(ours!.rocAuc!).toBeGreaterThan(theirs!.rocAuc!);
  });

  it('predicts as many conversions as happen', () => {
    const proba = fitted.predictProba(unseen.table);
    const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
    const sd = Math.sqrt(sumOf(proba.map((p) => p * (1 - p))));
    // Of the rows that were fitted, and of those that are predicted.
    expect(Math.abs(sumOf(proba) - sumOf(unseen.labels))).toBeLessThan(3 * sd * Math.sqrt(1 + 5000 / 2000));
  });

  it('takes row objects, and gives the same bits after it was saved and loaded', () => {
    const rows: Row[] = Array.from({ length: 50 }, (_, row) => unseen.table.row(row));
    const proba = [...fitted.predictProba(rows)];
    expect(proba).toEqual([...fitted.predictProba(unseen.table)].slice(0, 50));
    const loaded = FittedAdditiveClassifier.fromJSON(JSON.parse(JSON.stringify(fitted)));
    expect([...loaded.predictProba(rows)]).toEqual(proba);
    expect(loaded.explain(rows[0]!)).toEqual(fitted.explain(rows[0]!));
    expect(loaded.curves).toEqual(fitted.curves);
    expect(loaded.pairs).toEqual(fitted.pairs);
    expect(loaded.threshold).toBe(fitted.threshold);
    expect(loaded.featureNames).toEqual(['visits', 'price', 'recency', 'noise', 'device', 'country']);
  });

  it('explains a row by parts that add up to its log-odds', () => {
    const row = unseen.table.row(3);
    const { proba, logit, baseline, parts } = fitted.explain(row);
    expect(parts.reduce((sum, { contribution }) => sum + contribution, baseline)).toBeCloseTo(logit, 10);
    expect(proba).toBe(fitted.predictProba([row])[0]);
  });

  it('chooses the penalty of its linear part as a linear model would', () => {
    const linear = new PropensityClassifier({ log1p: ['visits'] }).fit(visitors.table, visitors.labels);
    const { model } = new AdditiveClassifier({ log1p: ['visits'], maxPairs: 0 })
      .fit(visitors.table, visitors.labels)
      .toJSON();
    const best = linear.selection.candidates.reduce((a, b) => (b.log_loss < a.log_loss ? b : a));
    expect(model.C).toBe(best.hyperparameters.C);
  });

  it('keeps constraints', () => {
    const constrained = new AdditiveClassifier({ C: 1, constraints: { recency: 'zero' }, maxPairs: 2 }).fit(
      visitors.table,
      visitors.labels,
    );
    const row = unseen.table.row(0);
    const [near, far] = constrained.predictProba([
      { ...row, recency: 1 },
      { ...row, recency: 25 },
    ]);
    expect(near).toBe(far);
  });

  it.each<[string, () => unknown, string]>([
    ['labels for other rows', () => new AdditiveClassifier().fit(visitors.table, [0, 1]), 'shape_mismatch'],
    ['other labels', () => new AdditiveClassifier().fit([{ a: 1 }, { a: 2 }], [0, 2]), 'bad_labels'],
    [
      'groups for other rows',
      () => new AdditiveClassifier().fit([{ a: 1 }, { a: 2 }], [0, 1], { groups: [1] }),
      'shape_mismatch',
    ],
    ['no rows', () => new AdditiveClassifier().fit([], []), 'empty_table'],
    [
      'a column that there is not',
      () => new AdditiveClassifier({ log1p: ['b'] }).fit([{ a: 1 }], [1]),
      'unknown_column',
    ],
    ['null', () => FittedAdditiveClassifier.fromJSON(null), 'artifact_corrupt'],
    ['another thing', () => FittedAdditiveClassifier.fromJSON({ kind: 'x' }), 'artifact_corrupt'],
    [
      'a newer file',
      () => FittedAdditiveClassifier.fromJSON({ ...fitted.toJSON(), schemaVersion: 2 }),
      'artifact_schema',
    ],
    [
      'a damaged file',
      () => FittedAdditiveClassifier.fromJSON({ ...fitted.toJSON(), preprocessing: [] }),
      'artifact_corrupt',
    ],
    [
      'no preprocessing',
      () => FittedAdditiveClassifier.fromJSON({ ...fitted.toJSON(), preprocessing: null }),
      'artifact_corrupt',
    ],
  ])('refuses %s', (_, act, code) => {
    expect(act).toThrow(expect.objectContaining({ code }));
  });
});
