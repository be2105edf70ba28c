import { DAY_MICROS } from '../../source/day-micros.js';
import { type Aggregate, declare } from '../aggregate.js';

/** Days from the first to the last row. @param day column of local days since the epoch */
export function spanOf(day: string): Aggregate {
  return { declares: declare('span', { column: day }), sql: () => `MAX(${day}) - MIN(${day})` };
}

/** Rows per day from the first row's day to the day before S. @param day column of local days since the epoch, all before S */
export function rowsPerDaySince(day: string): Aggregate {
  return {
    declares: declare('rows per day since', { column: day }),
    sql: ({ snapshotDay }) => `COUNT(*) / (${snapshotDay} - MIN(${day}))`,
  };
}

/**
 * Time from the last moment to S over the mean number of days between two rows; NULL for fewer than two rows.
 * @param day column of local days since the epoch, different in every row @param moment microseconds
 */
export function meanGapRatio(day: string, moment: string): Aggregate {
  const { columns, ...declares } = declare('mean gap ratio', { column: day, moment });
  return {
    declares: { ...declares, columns: [...columns, moment] },
    sql: ({ snapshotMicros }) =>
      `CASE WHEN COUNT(*) > 1 THEN ((${snapshotMicros} - MAX(${moment})) / ${DAY_MICROS}e0) * ((COUNT(*) - 1) / (MAX(${day}) - MIN(${day}))) END`,
  };
}
