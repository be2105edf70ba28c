import { addDays, type CalendarDay } from '@propensity/core/windows';
import { googlesqlDialect } from '../dialect/googlesql-dialect.js';
import { queryRelation, type Relation, tableRelation, unionRelation } from '../dialect/relation.js';
import { DAY_MICROS } from '../source/day-micros.js';

/** The column by which tables of flat events in BigQuery are partitioned: the event's day in the property's time zone. */
export const FLAT_DAY_COLUMN = 'flat_day';

/** Flat events with their day, for a table in BigQuery. @param events query with `local_micros` */
export function eventsByDaySql(events: string): string {
  const day = googlesqlDialect.integerDivide('local_micros', DAY_MICROS);
  return `SELECT *, DATE_ADD(DATE '1970-01-01', INTERVAL ${day} DAY) AS ${FLAT_DAY_COLUMN} FROM (\n${events}\n) AS events`;
}

/** Days of a table, in order. */
export interface DaysOfTable {
  /** `project.dataset.table` */
  readonly table: string;
  readonly days: readonly CalendarDay[];
}

/** The flat events of these days, each from the table given: the days are constants, so that BigQuery reads no other partition. */
export function daysOfTablesRelation(parts: readonly DaysOfTable[]): Relation {
  return unionRelation(
    parts.map(({ table, days }) => {
      const isWanted = rangesOf(days).map(betweenSql).join(' OR ');
      return queryRelation(`SELECT * FROM ${tableRelation(googlesqlDialect, table)} AS flat WHERE ${isWanted}`);
    }),
  );
}

function betweenSql([first, last]: readonly [CalendarDay, CalendarDay]): string {
  const { date } = googlesqlDialect;
  return first === last
    ? `${FLAT_DAY_COLUMN} = ${date(first)}`
    : `${FLAT_DAY_COLUMN} BETWEEN ${date(first)} AND ${date(last)}`;
}

/** Days as ranges from the first to the last. @param days ascending */
function rangesOf(days: readonly CalendarDay[]): readonly (readonly [first: CalendarDay, last: CalendarDay])[] {
  const ranges: [CalendarDay, CalendarDay][] = [];
  for (const day of days) {
    const range = ranges.at(-1);
    if (range !== undefined && addDays(range[1], 1) === day) range[1] = day;
    else ranges.push([day, day]);
  }
  return ranges;
}
