import type { StagedChecks } from '@propensity/core/ports';

/** The row that `stagedChecksSql` selects. */
export interface StagedChecksRow {
  readonly row_count: number;
  readonly duplicate_users: number;
  readonly null_users: number;
  readonly bad_probabilities: number;
  readonly missing_users: number;
}

/** The facts of that row. */
export function stagedChecksOf(row: StagedChecksRow): StagedChecks {
  return {
    rows: row.row_count,
    duplicateUsers: row.duplicate_users,
    nullUsers: row.null_users,
    badProbabilities: row.bad_probabilities,
    missingUsers: row.missing_users,
  };
}
