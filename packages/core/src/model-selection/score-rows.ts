import type { FittedLinearModel } from '../linear-model/linear-estimator.js';
import type { FittedPreprocessor } from '../preprocessing/fitted-preprocessor.js';
import type { Table } from '../table/table.js';

/** Rows prepared at a time: the prepared copy of a table stays small, however long the table is. */
const CHUNK_ROWS = 65_536;

/** η of the rows of those indices by each of the models, in the order of the indices. */
export function scoreRows(
  models: readonly FittedLinearModel[],
  preprocessing: FittedPreprocessor,
  features: Table,
  rows: Uint32Array,
): Float64Array[] {
  const etas = models.map(() => new Float64Array(rows.length));
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const design = preprocessing.transform(features, { rows: rows.subarray(start, start + CHUNK_ROWS) });
    models.forEach((model, index) => {
      etas[index]!.set(model.decisionFunction(design), start);
    });
  }
  return etas;
}
