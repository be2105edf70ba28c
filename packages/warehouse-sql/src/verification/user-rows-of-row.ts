import type { CurrentRows, GivenRows, HistoryRows, UserRows } from '@propensity/core/ports';
import type { UserRowsRow } from './user-rows-sql.js';

export function historyRowsOf(row: UserRowsRow): HistoryRows {
  return {
    ...countsOf(row),
    target: row.target,
    week: row.week,
    model: row.model,
    runId: row.run_id,
    selected: Number(row.selected_users),
    checksum: Number(row.checksum),
  };
}

export function currentRowsOf(row: UserRowsRow): CurrentRows {
  return {
    ...countsOf(row),
    target: row.target,
    week: row.week,
    model: row.model,
    withoutHistory: Number(row.without_history),
    otherThanHistory: Number(row.other_than_history),
  };
}

export function givenRowsOf(row: UserRowsRow): GivenRows {
  return { ...countsOf(row), target: row.target ?? '', destination: row.destination, exportId: row.export_id };
}

function countsOf(row: UserRowsRow): UserRows {
  return { rows: Number(row.row_count), users: Number(row.users), badRows: Number(row.bad_rows) };
}
