import { describe, expect, it } from 'vitest';
import { fitModel } from '../../src/entries/jobs.js';
import {
  FittedPropensityClassifier,
  Preprocessor,
  PropensityClassifier,
  type Row,
  rocAucScore,
  scorerOf,
  tableFromRows,
  userBucket,
} from '../../src/index.js';

/** Rows whose odds rise with sessions and on a desktop; a tenth lacks the days. */
function visits(n: number): { X: Row[]; y: number[] } {
  const draw = (what: string, i: number) => userBucket(`${what}-${i}`);
  const X = Array.from({ length: n }, (_, i) => ({
    sessions: Math.floor(draw('s', i) ** 3 * 20),
    days: draw('m', i) < 0.1 ? null : Math.floor(draw('d', i) * 30),
    device: draw('v', i) < 0.5 ? 'mobile' : 'desktop',
  }));
  const y = X.map(({ sessions, device }, i) => {
    const logit = -2.5 + 1.1 * Math.log1p(sessions) + (device === 'desktop' ? 0.8 : 0);
    return draw('y', i) < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  });
  return { X, y };
}

const { X, y } = visits(3000);
const unseen = visits(6000);
const [testX, testY] = [unseen.X.slice(3000), unseen.y.slice(3000)];
const fitted = new PropensityClassifier({ log1p: ['sessions'] }).fit(X, y);

describe('PropensityClassifier', () => {
  it('gives what the rooms give when they are called one by one', () => {
    const features = [
      { name: 'sessions', kind: 'numeric', log1p: true },
      { name: 'days', kind: 'numeric' },
      { name: 'device', kind: 'categorical' },
    ] as const;
    const table = tableFromRows(features, X);
    const rows = {
      features: table,
      labels: Float64Array.from(y),
      userBucket: Float64Array.from(y, (_, row) => userBucket(String(row))),
      snapshotIndex: new Int32Array(y.length),
    };
    const byHand = fitModel(rows, new Preprocessor(features, { minLevelCount: 20 }), {
      estimator: 'logistic-regression',
      C: 'auto',
      penaltyRule: 'best',
      calibrationFolds: 5,
      testShare: 0,
      negativeShare: 1,
    });
    expect([...fitted.predictProba(testX)]).toEqual([...scorerOf(byHand).predictProba(tableFromRows(features, testX))]);
  });

  it('predicts the conversions of rows that it has not seen', () => {
    const proba = fitted.predictProba(testX);
    const expected = proba.reduce((sum, p) => sum + p, 0);
    const happened = testY.reduce((sum, label) => sum + label, 0);
    // Three standard deviations of so many draws.
    expect(Math.abs(expected - happened)).toBeLessThan(3 * Math.sqrt(proba.reduce((sum, p) => sum + p * (1 - p), 0)));
    expect(rocAucScore(testY, proba)).toBeGreaterThan(0.75);
  });

  it('gives the same bits after it was saved and loaded', () => {
    const loaded = FittedPropensityClassifier.fromJSON(JSON.parse(JSON.stringify(fitted)));
    expect([...loaded.predictProba(testX)]).toEqual([...fitted.predictProba(testX)]);
    expect(loaded.explain(testX[0]!)).toEqual(fitted.explain(testX[0]!));
    expect(loaded.threshold).toBe(fitted.threshold);
  });

  it('explains a row by reasons that add up to its log-odds', () => {
    const { logit, baseline, reasons, others, proba } = fitted.explain(testX[0]!, { limit: 1 });
    expect(reasons).toHaveLength(1);
    expect(baseline + reasons[0]!.contribution + others).toBeCloseTo(logit, 12);
    expect(proba).toBe(fitted.predictProba([testX[0]!])[0]);
  });

  it('keeps the rows of a group on one side of every fold', () => {
    // Each row stands four times: a fold that has three of them in training knows the label of the fourth by heart.
    const noise = X.map((_, i) => ({ id: `row ${i % 400}` }));
    const label = noise.map((_, i) => (userBucket(`n-${i % 400}`) < 0.3 ? 1 : 0));
    const rows = noise.slice(0, 1600);
    const options = { minFrequency: 1, C: 1e3 } as const;
    const lossOf = (model: FittedPropensityClassifier) => model.selection.candidates[0]!.log_loss;
    const leaking = new PropensityClassifier(options).fit(rows, label.slice(0, 1600));
    const grouped = new PropensityClassifier(options).fit(rows, label.slice(0, 1600), {
      groups: rows.map(({ id }) => id),
    });
    expect(lossOf(leaking)).toBeLessThan(0.2);
    expect(lossOf(grouped)).toBeGreaterThan(0.55);
  });

  it('takes numbers as categories where chosen, and refuses choices that fit no column', () => {
    const rows = X.map(({ sessions }) => ({ sessions: Number(sessions) % 4 }));
    const named = new PropensityClassifier({ categorical: ['sessions'] }).fit(rows, y).toJSON();
    expect(named.preprocessing[0]).toMatchObject({ kind: 'categorical', levels: expect.arrayContaining(['0', '3']) });
    const codeOf = (options: object, X_: Row[] = rows, y_: number[] = y) => {
      try {
        new PropensityClassifier(options).fit(X_, y_);
        return 'fitted';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(codeOf({ log1p: ['session'] })).toBe('unknown_column');
    expect(codeOf({ log1p: ['device'] }, X)).toBe('wrong_column_kind');
    expect(codeOf({}, rows, [1, 0])).toBe('shape_mismatch');
    expect(codeOf({}, rows, [2, ...y.slice(1)])).toBe('bad_labels');
    expect(
      codeOf(
        {},
        rows,
        y.map(() => 0),
      ),
    ).toBe('one_class');
    expect(codeOf({}, [], [])).toBe('empty_table');
    expect(codeOf({ cv: 1 })).toBe('bad_split');
  });

  it.each([
    ['null', null, 'artifact_corrupt'],
    ['another thing', { kind: 'propensity-model' }, 'artifact_corrupt'],
    ['a newer schema', { ...fitted.toJSON(), schemaVersion: 2 }, 'artifact_schema'],
    ['a family unknown here', { ...fitted.toJSON(), model: { kind: 'forest' } }, 'artifact_schema'],
    ['no preprocessing', { ...fitted.toJSON(), preprocessing: undefined }, 'artifact_corrupt'],
    ['a coefficient too few', { ...fitted.toJSON(), preprocessing: [] }, 'artifact_corrupt'],
  ])('refuses to load %s', (_, json, code) => {
    expect(() => FittedPropensityClassifier.fromJSON(json)).toThrow(expect.objectContaining({ code }));
  });
});
