// Core alone, from another project's point of view: no warehouse, no files. Runs as TypeScript, as ESM, as CommonJS and in a browser.
import { FittedPropensityClassifier, PropensityClassifier } from '@propensity/core';
import { labels, visits } from './made-up-visits.ts';

const half = visits.length / 2;
const model = new PropensityClassifier({ log1p: ['sessions'] }).fit(visits.slice(0, half), labels.slice(0, half));
const { rocAuc, logLossSkill } = model.evaluate(visits.slice(half), labels.slice(half));
const { proba, reasons, others } = model.explain({ sessions: 9, days: 1, device: 'desktop' });
const loaded = FittedPropensityClassifier.fromJSON(JSON.parse(JSON.stringify(model)));
const [again] = loaded.predictProba([{ sessions: 9, days: 1, device: 'desktop' }]);

if (again !== proba) throw new Error(`The saved model says ${again}, the fitted one ${proba}.`);
console.log(`On rows it has not seen: ROC AUC ${rocAuc?.toFixed(3)}, log-loss skill ${logLossSkill?.toFixed(3)}`);
console.log(`P(buys) = ${proba.toFixed(3)}, because of`);
for (const { text, contribution } of reasons) console.log(`  ${contribution.toFixed(2).padStart(6)}  ${text}`);
console.log(`  ${others.toFixed(2).padStart(6)}  all others`);
