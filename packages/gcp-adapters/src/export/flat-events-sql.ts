import { addDays, type CalendarDay } from '@propensity/core/windows';
import { googlesqlDialect, queryRelation, type Relation, tableRelation, unionRelation } from '@propensity/warehouse-sql';

/** The column by which tables of flat events are partitioned: the event's day in the property's time zone. */
export const DAY_COLUMN = 'flat_day';
const DAY_MICROS = 86_400_000_000;

/** Flat events with their day. @param events query with `local_micros` */
export function eventsByDaySql(events: string): string {
  const day = googlesqlDialect.integerDivide('local_micros', DAY_MICROS);
  return `SELECT *, DATE_ADD(DATE '1970-01-01', INTERVAL ${day} DAY) AS ${DAY_COLUMN} FROM (\n${events}\n) AS events`;
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
  return first === last ? `${DAY_COLUMN} = ${date(first)}` : `${DAY_COLUMN} BETWEEN ${date(first)} AND ${date(last)}`;
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
