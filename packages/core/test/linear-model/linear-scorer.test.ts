import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinearScorer } from '../../src/linear-model/linear-scorer.js';
import { LogisticRegression } from '../../src/linear-model/logistic-regression.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { Table } from '../../src/table/table.js';
import { levels, numbers, someFeatures, someTable } from '../support/some-table.js';

const preprocessing = new Preprocessor(someFeatures, { minLevelCount: 2 }).fit(someTable);
const design = preprocessing.transform(someTable);
const model = new LogisticRegression({ C: 10 }).fit(design, [0, 1, 0, 1, 1, 0]);
const calibration = { method: 'platt', slope: 0.8, intercept: -0.1 } as const;
const scorer = new LinearScorer({ preprocessing: preprocessing.transformers, model, calibration });

const someRow = fc.record({
  visits: fc.option(fc.double({ min: -10, max: 1e6, noNaN: true })),
  share: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  device: fc.option(fc.constantFrom('mobile', 'desktop', 'tablet', 'television', '')),
});

describe('LinearScorer', () => {
  it('gives the scores of the model on the design', () => {
    const expected = model.decisionFunction(design);
    scorer.decisionFunction(someTable).forEach((eta, row) => {
      expect(Math.abs(eta - expected[row]!)).toBeLessThan(1e-14);
    });
  });

  it('scores a row exactly as a table', () => {
    fc.assert(
      fc.property(fc.array(someRow, { minLength: 1, maxLength: 20 }), (rows) => {
        const table = new Table([
          ['device', levels(rows.map((row) => row.device))],
          ['share', numbers(rows.map((row) => row.share))],
          ['visits', numbers(rows.map((row) => row.visits))],
        ]);
        const proba = scorer.predictProba(table);
        rows.forEach((row, i) => {
          expect(scorer.predictProbaOne(row)).toBe(proba[i]);
        });
      }),
    );
  });

  it('explains a row: the contributions and the baseline sum to η, largest first', () => {
    fc.assert(
      fc.property(someRow, (row) => {
        const contributions = scorer.explainOne(row).map(({ contribution }) => contribution);
        const sum = contributions.reduce((total, value) => total + value, scorer.baseline);
        expect(Math.abs(sum - scorer.decisionFunctionOne(row))).toBeLessThan(1e-12);
        expect(contributions.map(Math.abs)).toEqual(contributions.map(Math.abs).sort((a, b) => b - a));
      }),
    );
  });

  it('contributes 0 for a number at its mean and for an unknown level', () => {
    const [visits] = preprocessing.transformers;
    if (visits?.kind !== 'numeric') throw new Error('expected a numeric transformer');
    const explained = scorer.explainOne({ visits: Math.expm1(visits.mean), share: null, device: 'television' });
    const of = (feature: string) => explained.find((entry) => entry.feature === feature)!;
    expect(of('visits').contribution).toBeCloseTo(0, 14);
    expect(of('device')).toEqual({ feature: 'device', contribution: 0, value: 'television' });
    expect(of('share').value).toBeNull();
  });

  it('takes absent, null, undefined and NaN alike', () => {
    const absent = scorer.predictProbaOne({});
    expect(scorer.predictProbaOne({ visits: null, share: Number.NaN, device: undefined })).toBe(absent);
  });

  it('takes booleans and numbers as text in a category, booleans as 1 and 0 in a number', () => {
    const table = new Table([
      ['weekend', levels(['true', 'false', '3'])],
      ['member', numbers([0, 1, 1])],
    ]);
    const fitted = new Preprocessor([
      { name: 'weekend', kind: 'categorical' },
      { name: 'member', kind: 'numeric' },
    ]).fit(table);
    const other = new LinearScorer({
      preprocessing: fitted.transformers,
      model: { coef: [1, 2, 3, 4], intercept: 0 },
      calibration: { method: 'none' },
    });
    const expected = other.predictProba(table);
    expect(other.predictProbaOne({ weekend: true, member: false })).toBe(expected[0]);
    expect(other.predictProbaOne({ weekend: false, member: true })).toBe(expected[1]);
    expect(other.predictProbaOne({ weekend: 3, member: 1 })).toBe(expected[2]);
  });

  it('stays inside (0, 1) for extreme values', () => {
    for (const visits of [1e300, -1e300]) {
      const proba = scorer.predictProbaOne({ visits, share: visits });
      expect(proba).toBeGreaterThan(0);
      expect(proba).toBeLessThan(1);
    }
  });

  it.each([
    ['unknown_column', () => scorer.predictProba(someTable.select(['visits', 'share']))],
    ['infinite_value', () => scorer.predictProbaOne({ visits: Number.POSITIVE_INFINITY })],
    ['bad_value', () => scorer.predictProbaOne({ visits: 'many' })],
    [
      'shape_mismatch',
      () =>
        new LinearScorer({ preprocessing: [], model: { coef: [1], intercept: 0 }, calibration: { method: 'none' } }),
    ],
  ])('throws %s', (code, run) => {
    expect(run).toThrow(expect.objectContaining({ code }));
  });

  it('names the column that a table lacks', () => {
    expect(() => scorer.predictProba(someTable.select(['visits', 'share']))).toThrow(/"device"/);
  });
});
