import { LinearScorer, type ScorableModel } from '../linear-model/linear-scorer.js';
import { weightedMean } from '../metrics/weighted-mean.js';
import type { ContributionMoments } from '../models/model-explanations.js';
import { designColumnNames } from '../preprocessing/fitted-transformers.js';
import type { Table } from '../table/table.js';

/** Mean and deviation of every feature's contribution over the rows of `table`, in the order of the preprocessing. */
export function contributionMoments(
  { preprocessing, model }: Pick<ScorableModel, 'preprocessing' | 'model'>,
  table: Table,
): ContributionMoments[] {
  const coef = Array.from(model.coef);
  let offset = 0;
  return preprocessing.map((transformer) => {
    const nColumns = designColumnNames([transformer]).length;
    const alone = { coef: coef.slice(offset, offset + nColumns), intercept: 0 };
    offset += nColumns;
    const scorer = new LinearScorer({ preprocessing: [transformer], model: alone, calibration: { method: 'none' } });
    const contributions = scorer.decisionFunction(table);
    const mean = weightedMean(contributions);
    const sd = Math.sqrt(weightedMean(contributions.map((value) => (value - mean) ** 2)));
    return { feature: transformer.name, mean, sd };
  });
}
