import { type CalendarDay, startOfDayMicros } from '../windows/calendar-day.js';
import { QUARTER_MICROS } from './zone-evidence.js';

const DAY_MS = 86_400_000;
const DAY_QUARTERS = DAY_MS / (QUARTER_MICROS / 1000);
/** No zone changes its offset and changes it back within this many days. */
const STEADY_DAYS = 14;

/**
 * The quarter of an hour, since the epoch, UTC, at which each day begins in `zone`. The engine's slow lookup of offsets
 * is used only where they may have changed.
 * @param days ascending, each once
 */
export function startQuarters(zone: string, days: readonly CalendarDay[]): ReadonlyMap<CalendarDay, number> {
  const starts = new Map<CalendarDay, number>();
  const utc = days.map((day) => Date.parse(day) / DAY_MS);
  const offset = (index: number) => {
    const day = days[index]!;
    const start = Number(startOfDayMicros(day, zone) / BigInt(QUARTER_MICROS));
    starts.set(day, start);
    return start - utc[index]! * DAY_QUARTERS;
  };
  const fill = (from: number, until: number, first: number, last: number) => {
    if (until - from < 2) return;
    if (first === last && utc[until]! - utc[from]! <= STEADY_DAYS) {
      for (let i = from + 1; i < until; i++) starts.set(days[i]!, utc[i]! * DAY_QUARTERS + first);
      return;
    }
    const middle = (from + until) >> 1;
    const between = offset(middle);
    fill(from, middle, first, between);
    fill(middle, until, between, last);
  };
  const end = days.length - 1;
  if (end >= 0) fill(0, end, offset(0), end === 0 ? 0 : offset(end));
  return starts;
}
