import type { MisplacedRows } from '@propensity/core/ports';
import { addDays, type CalendarDay } from '@propensity/core/windows';
import { withNeighbours } from './late-days.js';

/** A table or file, by the days of its name: the same, of one day. */
export interface NamedDays {
  readonly name: string;
  readonly day: CalendarDay;
  readonly lastDay: CalendarDay;
}

/** How many rows of a table or file are of days that its name does not say. @param rows by local day */
export function misplacedRows(
  { name, day, lastDay }: NamedDays,
  rows: ReadonlyMap<CalendarDay, number>,
): MisplacedRows {
  const [first, end] = withNeighbours(day, addDays(lastDay, 1));
  const sum = (isCounted: (counted: CalendarDay) => boolean) =>
    [...rows].reduce((total, [counted, count]) => (isCounted(counted) ? total + count : total), 0);
  return {
    name,
    day,
    rows: sum(() => true),
    elsewhere: sum((counted) => counted < day || counted > lastDay),
    unread: sum((counted) => counted < first || counted >= end),
  };
}
