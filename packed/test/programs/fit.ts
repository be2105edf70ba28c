import { type FittedPropensityClassifier, PropensityClassifier } from '@propensity/core';
import { rocAucScore } from '@propensity/core/metrics';

const rows = Array.from({ length: 400 }, (_, index) => ({
  visits: (index * 7) % 20,
  device: index % 3 === 0 ? 'phone' : 'desktop',
}));
const labels = rows.map(({ visits }, index): 0 | 1 => ((index * 31) % 23 < visits ? 1 : 0));
const model: FittedPropensityClassifier = new PropensityClassifier().fit(rows, labels);
const auc = rocAucScore(labels, model.predictProba(rows));
globalThis.console.log(auc === null ? 'none' : auc.toFixed(12));
