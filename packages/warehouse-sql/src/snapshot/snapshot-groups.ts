import { type CalendarDay, daysOf, unionOfRanges } from '@propensity/core/windows';
import type { DayRange } from './event-statements.js';
import { MOST_SNAPSHOTS_AT_ONCE } from './several-snapshots.js';

/** Together they read at most this share of the days that they read one by one: each is copied once more, which has to be worth it. */
const WORTH_IT = 0.6;
/**
 * Events that one statement adds up at most, each counted for every snapshot that it is in: ten million events a day, 60 days, 8 snapshots. More
 * is left to a statement each, which BigQuery has more room and time for.
 */
const MOST_EVENTS = 5_000_000_000;

/**
 * Snapshots that one statement computes at less cost than one each.
 * @param lookback the days of a snapshot
 * @param rowsOf rows of each day that there is
 */
export function groupsOfSnapshots(
  snapshots: readonly CalendarDay[],
  lookback: (snapshot: CalendarDay) => DayRange,
  rowsOf: ReadonlyMap<CalendarDay, number>,
): CalendarDay[][] {
  const groups: CalendarDay[][] = [];
  let events = 0;
  for (const snapshot of [...snapshots].sort()) {
    const its = daysOf(...lookback(snapshot)).reduce((sum, day) => sum + (rowsOf.get(day) ?? 0), 0);
    const group = groups.at(-1);
    if (group !== undefined && group.length < MOST_SNAPSHOTS_AT_ONCE && events + its <= MOST_EVENTS) {
      group.push(snapshot);
      events += its;
    } else {
      groups.push([snapshot]);
      events = its;
    }
  }
  return groups.filter((group) => {
    const ranges = group.map(lookback);
    const daysIn = (all: readonly DayRange[]) => all.reduce((sum, range) => sum + daysOf(...range).length, 0);
    return group.length > 1 && daysIn(unionOfRanges(ranges)) <= WORTH_IT * daysIn(ranges);
  });
}
