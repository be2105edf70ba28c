import { addDays, type CalendarDay, startOfDayMicros } from '@propensity/core/windows';
import { integerLiteral } from '../dialect/literals.js';

/** The start of a day in the time zone, as microseconds. */
export function startSql(day: CalendarDay, timeZone: string): string {
  return integerLiteral(startOfDayMicros(day, timeZone));
}

/** The condition that `event_micros` falls in the days `from` (inclusive) to `until` (exclusive). */
export function betweenSql(from: CalendarDay, until: CalendarDay, timeZone: string): string {
  return `event_micros >= ${startSql(from, timeZone)} AND event_micros < ${startSql(until, timeZone)}`;
}

/** The windows of S: days before it, and from it on. */
export interface Windows {
  readonly snapshot: CalendarDay;
  readonly lookbackDays: number;
  readonly horizonDays: number;
  readonly timeZone: string;
}

/** The condition of an event before S, `days` days at most. */
export function beforeSql({ snapshot, timeZone }: Omit<Windows, 'horizonDays' | 'lookbackDays'>, days: number): string {
  return betweenSql(addDays(snapshot, -days), snapshot, timeZone);
}

/** The condition of an event of the label window. */
export function afterSql({ snapshot, horizonDays, timeZone }: Omit<Windows, 'lookbackDays'>): string {
  return betweenSql(snapshot, addDays(snapshot, horizonDays), timeZone);
}
