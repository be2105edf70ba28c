import type { Column } from '@propensity/core';
import { STAND_IN_ROWS } from '../jobs/statement-purpose.js';
import type { ColumnRequest } from '../readers/column-filler.js';

/** What the columns that a job goes by hold in each row; every other column is a feature. */
const VALUES: Readonly<Record<string, (row: number) => number>> = {
  label: (row) => row % 2,
  // Spread over all users' hashes.
  user_bucket: (row) => ((row % STAND_IN_ROWS) + 0.5) / STAND_IN_ROWS,
  snapshot_index: (row) => Math.floor(row / STAND_IN_ROWS),
  event_count: (row) => 1 + (row % 2),
  proba: (row) => 0.25 + (row % 2) / 2,
  // Groups of both labels in each part of a week's outcomes.
  entry_part: (row) => Math.floor(row / 2) % 3,
  entry_key: (row) => 0.25 + (row % 2) / 2,
  entry_other: () => 0.25,
  entry_above: () => 0,
  entry_rows: () => 10,
  entry_places: () => 0,
  entry_other_places: () => 0,
  entry_low: (row) => 0.25 + (row % 2) / 2,
  entry_high: (row) => 0.25 + (row % 2) / 2,
};

/**
 * Columns that let a training or an evaluation run to its end without reading any row: half of the rows are positive, with
 * features that say which. Nothing of what is learnt from them is ever kept or shown.
 */
export function standInColumns(requests: readonly ColumnRequest[], rowCount: number): Column[] {
  return requests.map(({ name, kind }) => {
    const value = VALUES[name] ?? featureValue;
    if (kind === 'numeric') return { kind, values: Float64Array.from({ length: rowCount }, (_, row) => value(row)) };
    const codes = Int32Array.from({ length: rowCount }, (_, row) => value(row));
    return { kind, codes, levels: rowCount === 0 ? [] : ['a', 'b'] };
  });
}

/** One in ten says the opposite of the label: a perfect separation would be no stand-in for a fit. */
function featureValue(row: number): number {
  return row % 10 === 0 ? 1 - (row % 2) : row % 2;
}
