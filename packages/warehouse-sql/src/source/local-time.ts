import { type CalendarDay, startOfDayMicros } from '@propensity/core/windows';
import { Temporal } from 'temporal-polyfill';
import { integerLiteral } from '../dialect/literals.js';

/**
 * SQL for a UTC microsecond expression moved to the wall clock of `timeZone`, correct from `from` (inclusive) to
 * `until` (exclusive). The offsets are written into the statement, so no warehouse needs a time-zone database of its
 * own and all agree with core about where a day begins.
 */
export function localMicrosSql(microsExpr: string, timeZone: string, from: CalendarDay, until: CalendarDay): string {
  const end = startOfDayMicros(until, timeZone);
  let moment: Temporal.ZonedDateTime | null = Temporal.PlainDate.from(from).toZonedDateTime(timeZone);
  let offset = offsetMicros(moment);
  let sql = '';
  for (;;) {
    moment = moment.getTimeZoneTransition('next');
    if (moment === null) break;
    const micros = moment.epochNanoseconds / 1000n;
    if (micros >= end) break;
    sql += ` WHEN ${microsExpr} < ${micros} THEN ${offset}`;
    offset = offsetMicros(moment);
  }
  return sql === '' ? `${microsExpr} + ${integerLiteral(offset)}` : `${microsExpr} + CASE${sql} ELSE ${offset} END`;
}

function offsetMicros(moment: Temporal.ZonedDateTime): bigint {
  return BigInt(moment.offsetNanoseconds) / 1000n;
}
