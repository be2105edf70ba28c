import { Temporal } from 'temporal-polyfill';
import { PropensityError } from '../errors/propensity-error.js';

/** A calendar day of the property, YYYY-MM-DD. A string, so that days can be compared, hashed and printed directly. */
export type CalendarDay = string;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** @throws PropensityError `bad_date` unless `text` is a day that exists, written YYYY-MM-DD. */
export function parseDay(text: string): CalendarDay {
  if (DAY.test(text)) {
    try {
      return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
    } catch {
      // falls through to the one error
    }
  }
  throw new PropensityError('bad_date', `"${text}" is not a date.`, {
    kind: 'usage',
    hint: 'Write dates as YYYY-MM-DD, for example 2026-01-31.',
  });
}

/** `day` + `days` (may be negative). */
export function addDays(day: CalendarDay, days: number): CalendarDay {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDay, to: CalendarDay): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days;
}

/** Every day of [from, until), ascending. */
export function daysOf(from: CalendarDay, until: CalendarDay): CalendarDay[] {
  const days: CalendarDay[] = [];
  for (let day = from; day < until; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The days of [from, until) for which `isThere` is false, as ranges [start, end) of consecutive days, ascending. */
export function missingRanges(
  from: CalendarDay,
  until: CalendarDay,
  isThere: (day: CalendarDay) => boolean,
): [start: CalendarDay, end: CalendarDay][] {
  const ranges: [CalendarDay, CalendarDay][] = [];
  for (const day of daysOf(from, until)) {
    if (isThere(day)) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === day) last[1] = addDays(day, 1);
    else ranges.push([day, addDays(day, 1)]);
  }
  return ranges;
}

/** The days that are in any of these ranges [start, end), as ranges of consecutive days, ascending. */
export function unionOfRanges(
  ranges: readonly (readonly [start: CalendarDay, end: CalendarDay])[],
): [start: CalendarDay, end: CalendarDay][] {
  const days = new Set(ranges.flatMap(([start, end]) => daysOf(start, end)));
  const sorted = [...days].sort();
  return sorted.length === 0 ? [] : missingRanges(sorted[0]!, addDays(sorted.at(-1)!, 1), (day) => !days.has(day));
}

/** Microseconds since the epoch at which `day` begins in `timeZone` (days may have 23 or 25 hours). */
export function startOfDayMicros(day: CalendarDay, timeZone: string): bigint {
  return Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochNanoseconds / 1000n;
}

/** The calendar day in `timeZone` at `epochMilliseconds`. */
export function dayAt(epochMilliseconds: number, timeZone: string): CalendarDay {
  return Temporal.Instant.fromEpochMilliseconds(epochMilliseconds)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

/** `20260131` → `2026-01-31`; null when the text is not a day suffix. */
export function dayOfSuffix(suffix: string): CalendarDay | null {
  if (!/^\d{8}$/.test(suffix)) return null;
  const text = `${suffix.slice(0, 4)}-${suffix.slice(4, 6)}-${suffix.slice(6)}`;
  try {
    return parseDay(text);
  } catch {
    return null;
  }
}

/** `2026-01-31` → `20260131`. */
export function suffixOfDay(day: CalendarDay): string {
  return day.replaceAll('-', '');
}
