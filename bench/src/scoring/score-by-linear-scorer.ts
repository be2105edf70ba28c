import { type Row, rocAucScore, type Table } from '@propensity/core';
import { computeContext } from '@propensity/core/compute';
import { LinearScorer } from '@propensity/core/linear-model';
import { medianSeconds } from '../median.js';
import { HelperThreads } from '../threads/helper-threads.js';
import { readScoringModel, readUsers } from './scoring-model.js';
import { meanOf, ONE_ROWS, type ScoringResult } from './scoring-result.js';

/** `LinearScorer` on raw values: what a user has at hand, missing values and names of levels in it; on two threads. */
export async function scoreByLinearScorer(data: string, modelFile: string): Promise<ScoringResult> {
  const threads = new HelperThreads(1);
  const compute = computeContext(threads);
  const { table, labels } = await readUsers(data, threads.each);
  const scorer = new LinearScorer(readScoringModel(modelFile));
  const proba = scorer.predictProba(table, { compute });
  const rows = rowObjects(table, Math.min(ONE_ROWS, table.nRows));
  const columns = await medianSeconds(() => scorer.predictProba(table, { compute }));
  const one = await medianSeconds(() => {
    for (let call = 0; call < ONE_ROWS; call++) scorer.predictProbaOne(rows[call % rows.length]!);
  });
  const auc = await medianSeconds(() => rocAucScore(labels, proba));
  return {
    rows: table.nRows,
    columns_us: (1e6 * columns) / table.nRows,
    one_us: (1e6 * one) / ONE_ROWS,
    auc_ms: 1000 * auc,
    roc_auc: rocAucScore(labels, proba)!,
    mean_proba: meanOf(proba),
  };
}

function rowObjects(table: Table, count: number): Row[] {
  return Array.from({ length: count }, (_, i) => table.row(i));
}
