import { LogisticRegression, Preprocessor, tableFromRows } from '@propensity/core';
import { LinearScorer } from '@propensity/core/linear-model';
import { expect, it } from 'vitest';
import { onnxInputs } from '../../src/scoring/onnx-model.js';

const FEATURES = [
  { name: 'visits', kind: 'numeric' },
  { name: 'age', kind: 'numeric' },
  { name: 'plan', kind: 'categorical' },
  { name: 'region', kind: 'categorical' },
] as const;
const LEVELS = [
  ['basic', 'pro'],
  ['north', 'south', 'west'],
] as const;
const trained = tableFromRows(
  FEATURES,
  Array.from({ length: 60 }, (_, i) => ({
    visits: i % 7 === 0 ? null : i % 11,
    age: 20 + ((i * 5) % 31),
    plan: LEVELS[0][i % 2]!,
    region: LEVELS[1][(i * 7) % 3]!,
  })),
);
const asked = tableFromRows(FEATURES, [
  { visits: 3, age: null, plan: 'pro', region: 'west' },
  { visits: null, age: 44, plan: 'never seen', region: 'north' },
]);

it('packs rows so that the graph’s sums are the scorer’s η, unknown levels too', () => {
  const preprocessing = new Preprocessor(FEATURES, { missingIndicator: false }).fit(trained);
  const y = Array.from({ length: 60 }, (_, i) => (i % 5 < 2 ? 1 : 0));
  const model = new LogisticRegression().fit(preprocessing.transform(trained), y);
  const scorer = new LinearScorer({
    preprocessing: preprocessing.transformers,
    model,
    calibration: { method: 'none' },
  });
  const { values, codes } = onnxInputs(preprocessing.transform(asked));
  const levels = [...model.coef.slice(2), 0];
  const sums = [0, 1].map(
    (row) =>
      model.intercept +
      values[2 * row]! * model.coef[0]! +
      values[2 * row + 1]! * model.coef[1]! +
      levels[codes[2 * row]!]! +
      levels[codes[2 * row + 1]!]!,
  );
  const expected = scorer.decisionFunction(asked);
  sums.forEach((sum, row) => {
    expect(sum).toBeCloseTo(expected[row]!, 6);
  });
});
