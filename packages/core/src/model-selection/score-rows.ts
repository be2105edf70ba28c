import type { ComparedFit } from '../models/candidate.js';
import { PreparedRows } from '../models/prepared-rows.js';
import type { FittedPreprocessor } from '../preprocessing/fitted-preprocessor.js';
import type { Table } from '../table/table.js';

/** Rows that are prepared at a time: so the prepared copy stays small, however long the table is. */
const CHUNK_ROWS = 65_536;

/** η of the rows with these indices by each of the fits, in the order of the indices. */
export function scoreRows(
  fits: readonly ComparedFit[],
  preprocessing: FittedPreprocessor,
  features: Table,
  rows: Uint32Array,
): Float64Array[] {
  const etas = fits.map(() => new Float64Array(rows.length));
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const chunk = new PreparedRows(features, rows.subarray(start, start + CHUNK_ROWS), preprocessing);
    fits.forEach((fit, index) => {
      etas[index]!.set(fit.decisionFunction(chunk), start);
    });
  }
  return etas;
}
