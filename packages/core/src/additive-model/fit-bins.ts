import { quantileCuts } from '../penalised-tables/quantile-cuts.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import { type CategoricalColumn, gather, type Table } from '../table/table.js';
import type { FeatureBins } from './feature-bins.js';

const MAX_BINS = 128;
const MIN_ROWS_OF_LEVEL = 5;
/** With the code of others and that of missing ones, 256 codes: a byte. */
const MAX_LEVELS = 254;

/** Rows that bins are learnt from. */
export interface BinnedRows {
  readonly features: Table;
  /** Indices of the rows; undefined: all. */
  readonly rows: Uint32Array | undefined;
  /** One per row; null means 1. */
  readonly weight: Float64Array | null;
}

/**
 * The bins of each feature: up to 128 quantile bins of a number, a heavy value alone; the levels of a category that at least 5 rows
 * have, the 254 most frequent of them. They do not depend on the order of the rows, or on how a number is transformed.
 */
export function fitBins(
  transformers: readonly FittedTransformer[],
  { features, rows, weight }: BinnedRows,
): FeatureBins[] {
  return transformers.map(({ kind, name }) => {
    if (kind === 'categorical') return levelsOf(features.categorical(name), rows, weight);
    const values = features.numeric(name);
    const cuts = quantileCuts(rows === undefined ? values : gather(values, rows), MAX_BINS, weight);
    return { kind, cuts };
  });
}

function levelsOf(column: CategoricalColumn, rows: Uint32Array | undefined, weight: Float64Array | null): FeatureBins {
  // Of a table of chosen rows, codes are gathered whenever they are asked for.
  const { codes, levels: dictionary } = column;
  const counts = new Float64Array(dictionary.length);
  let missing = 0;
  const nRows = rows?.length ?? codes.length;
  for (let i = 0; i < nRows; i++) {
    const code = codes[rows === undefined ? i : rows[i]!]!;
    const times = weight === null ? 1 : weight[i]!;
    if (code < 0) missing += times;
    else counts[code]! += times;
  }
  // Two codes may spell the same level (concatenated dictionaries): count by text.
  const byLevel = new Map<string, number>();
  dictionary.forEach((level, code) => {
    byLevel.set(level, (byLevel.get(level) ?? 0) + counts[code]!);
  });
  const levels = [...byLevel.keys()]
    .filter((level) => byLevel.get(level)! >= MIN_ROWS_OF_LEVEL)
    // By text among equally frequent ones; sorting is stable.
    .sort()
    .sort((a, b) => byLevel.get(b)! - byLevel.get(a)!)
    .slice(0, MAX_LEVELS)
    .sort();
  return { kind: 'categorical', levels, hasMissing: missing >= MIN_ROWS_OF_LEVEL };
}
