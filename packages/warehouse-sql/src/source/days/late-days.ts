import { addDays, type CalendarDay } from '@propensity/core/windows';

/**
 * A row belongs to the local day of its moment, but may arrive in the table or file of another day: late, around midnight, or where
 * files are named by the day on which they were made. Rows are looked for as many days before and after their own.
 */
export const LATE_DAYS = 3;

/** The days whose tables or files may hold rows of [from, until): first (inclusive) and last (exclusive). */
export function withNeighbours(
  from: CalendarDay,
  until: CalendarDay,
): readonly [from: CalendarDay, until: CalendarDay] {
  return [addDays(from, -LATE_DAYS), addDays(until, LATE_DAYS)];
}
