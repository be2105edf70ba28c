// Core alone, from another project's point of view: no warehouse, no files. Runs as TypeScript, as ESM and as CommonJS.
import assert from 'node:assert/strict';
import {
  applyCalibration,
  LogisticRegression,
  Preprocessor,
  type Row,
  rocAucScore,
  tableFromRows,
  userBucket,
} from '@propensity/core';
import { chooseCalibration } from '@propensity/core/calibration';
import { canonicalJson } from '@propensity/core/hashing';
import { LinearCandidate, LinearScorer } from '@propensity/core/linear-model';
import { crossFitScores, userFolds } from '@propensity/core/model-selection';

// A table of your own: one row per user, numbers and categories, holes allowed.
const FEATURES = [
  { name: 'sessions_30d', kind: 'numeric', unit: 'count' },
  { name: 'days_since_visit', kind: 'numeric', unit: 'days' },
  { name: 'device', kind: 'categorical', unit: 'category' },
] as const;
const users = Array.from({ length: 4000 }, (_, i) => makeUser(i));
const table = tableFromRows(
  FEATURES,
  users.map(({ row }) => row),
);
const labels = Float64Array.from(users, ({ bought }) => bought);

// Fit.
const preprocessor = new Preprocessor(FEATURES, { minLevelCount: 20 });
const estimator = new LogisticRegression({ C: 1 });
const preprocessing = preprocessor.fit(table);
const model = estimator.fit(preprocessing.transform(table), labels);

// Calibrate on scores of rows that the fit has not seen.
const folds = userFolds(
  users.map(({ id }) => userBucket(id)),
  5,
  0.1,
);
const seen = Uint32Array.from(folds.keys()).filter((row) => folds[row]! >= 0);
const candidate = new LinearCandidate('LogisticRegression', estimator);
const heldOut = crossFitScores({ features: table, labels, folds, preprocessor, candidate });
const { calibration } = chooseCalibration(heldOut, labels, folds);
const yTrue = Float64Array.from(seen, (row) => labels[row]!);
const yScore = Float64Array.from(seen, (row) => applyCalibration(calibration, heldOut[row]!));
const auc = rocAucScore(yTrue, yScore);
assert(auc !== null && auc > 0.7, `held-out ROC AUC ${auc}`);

// Save and load: plain JSON.
const text = canonicalJson({
  preprocessing: preprocessing.transformers,
  model: { coef: Array.from(model.coef), intercept: model.intercept },
  calibration,
});
const scorer = new LinearScorer(JSON.parse(text));

// Score one row, and say why.
const visitor: Row = { sessions_30d: 9, days_since_visit: 1, device: 'desktop' };
const probability = scorer.predictProbaOne(visitor);
assert.equal(
  probability,
  new LinearScorer({ preprocessing: preprocessing.transformers, model, calibration }).predictProbaOne(visitor),
);
console.log(`held-out ROC AUC ${auc.toFixed(3)}, calibration: ${calibration.method}`);
console.log(`P(buys) = ${probability.toFixed(3)}, because of`);
for (const { feature, value, contribution } of scorer.explainOne(visitor)) {
  console.log(`  ${feature} = ${value}: ${contribution >= 0 ? '+' : '−'}${Math.abs(contribution).toFixed(2)} log-odds`);
}

/** A made-up user whose odds of buying rise with sessions and fall with absence. */
function makeUser(index: number): { id: string; row: Row; bought: number } {
  const id = `user-${index}`;
  const draw = (what: string) => userBucket(`${what}-${index}`);
  const sessions = Math.floor(draw('sessions') ** 3 * 20);
  const days = draw('known') < 0.1 ? null : Math.floor(draw('days') * 30);
  const device = draw('device') < 0.5 ? 'mobile' : 'desktop';
  const logit = -3 + 1.1 * Math.log1p(sessions) - 0.08 * (days ?? 15) + (device === 'desktop' ? 0.6 : 0);
  return {
    id,
    row: { sessions_30d: sessions, days_since_visit: days, device },
    bought: draw('bought') < 1 / (1 + Math.exp(-logit)) ? 1 : 0,
  };
}
