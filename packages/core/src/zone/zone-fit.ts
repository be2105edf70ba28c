import { addDays, type CalendarDay, dayOfSuffix } from '../windows/calendar-day.js';
import { startQuarters } from './start-quarters.js';
import { WELL_KNOWN_ZONES } from './well-known-zones.js';
import type { ZoneEvidence } from './zone-evidence.js';

/** Zones that leave this much more of the busiest day's rows unexplained than the best, as a share, are dropped. */
const MAX_EXCESS_SHARE = 0.03;
/** Accepted share of rows that belong to visits begun the day before, where nothing happens at night. */
const CARRIED_OVER_SHARE = 0.025;
/** Zones this many quarters of an hour apart that explain the dates equally well show that nothing happens at night. */
const UNPINNED_QUARTERS = 8;
/** The quietest quarter of an hour of a day, a little after four. */
const NIGHT_QUARTER = 17;
/** Quarters of an hour in a day. */
const DAY_QUARTERS = 96;

/** How well a zone explains the dates of an export. */
export interface ZoneFit {
  readonly zone: string;
  /** Share of the rows whose date is not their day in the zone, in [0, 1]; 0 without rows. */
  readonly elsewhere: number;
}

/** The zone that explains the dates best. */
export interface FittingZones extends ZoneFit {
  /**
   * Other zones whose days begin at the same moments on these dates, but perhaps not on others; better known ones
   * first.
   */
  readonly alike: readonly string[];
  /** False where nothing happens at night, so that the dates alone leave several hours to choose from. */
  readonly pinned: boolean;
}

/** Share of the rows whose date is not their day in `zone`. */
export function zoneFit(evidence: readonly ZoneEvidence[], zone: string): ZoneFit {
  return fitOf(rowsByDay(evidence), zone);
}

/**
 * The zone that leaves the fewest rows on another day than their date, with daylight saving as on each date; null
 * without rows. Where nothing happens at night, zones hours apart leave equally few, and the right one leaves some,
 * since visits that began before midnight are dated by their beginning: among these, the one whose quiet hours are at
 * night. Among zones whose days begin together, the best known one.
 * @param zones IANA names; by default all that the engine knows
 */
export function fittingZones(
  evidence: readonly ZoneEvidence[],
  zones: readonly string[] = knownZones(),
): FittingZones | null {
  if (evidence.length === 0 || zones.length === 0) return null;
  const days = rowsByDay(evidence);
  const busiest = busiestOf(days);
  const candidates = likelyZones(days, zones).map((zone) => ({
    ...fitOf(days, zone),
    start: startQuarters(zone, [busiest.date]).get(busiest.date)!,
  }));
  const least = Math.min(...candidates.map(({ elsewhere }) => elsewhere));
  const best = candidates.filter(({ elsewhere }) => elsewhere === least);
  const starts = best.map(({ start }) => start);
  const pinned = Math.max(...starts) - Math.min(...starts) < UNPINNED_QUARTERS;
  const possible = pinned ? best : candidates.filter(({ elsewhere }) => elsewhere <= least + CARRIED_OVER_SHARE);
  const quiet = quietestQuarter(evidence);
  const fromNight = ({ start }: { readonly start: number }) => circular(quiet - start - NIGHT_QUARTER);
  const nearest = Math.min(...possible.map(fromNight));
  const chosen = byRenown(possible.filter((zone) => fromNight(zone) === nearest))[0]!;
  const own = daysBegin(days, chosen.zone);
  const alike = byRenown(possible.filter((other) => other !== chosen && daysBegin(days, other.zone) === own));
  return { zone: chosen.zone, elsewhere: chosen.elsewhere, alike: alike.map(({ zone }) => zone), pinned };
}

/** When the days begin, as text to compare. */
function daysBegin(days: readonly DayOfRows[], zone: string): string {
  return [...startQuarters(zone, boundaries(days)).values()].join();
}

function byRenown<T extends { readonly zone: string }>(zones: readonly T[]): T[] {
  const rank = ({ zone }: T) => {
    const place = WELL_KNOWN_ZONES.indexOf(zone);
    return place < 0 ? WELL_KNOWN_ZONES.length : place;
  };
  return [...zones].sort((a, b) => rank(a) - rank(b));
}

/** The middle, in quarters of an hour of a UTC day, of the longest run of quarters with the fewest rows. */
function quietestQuarter(evidence: readonly ZoneEvidence[]): number {
  const rows = new Float64Array(DAY_QUARTERS);
  for (const { quarter, rows: n } of evidence) rows[((quarter % DAY_QUARTERS) + DAY_QUARTERS) % DAY_QUARTERS]! += n;
  const fewest = Math.min(...rows);
  let [longest, middle, run] = [0, 0, 0];
  for (let i = 0; i < 2 * DAY_QUARTERS; i++) {
    run = rows[i % DAY_QUARTERS] === fewest ? run + 1 : 0;
    if (run > longest && run <= DAY_QUARTERS) [longest, middle] = [run, i - run / 2 + 0.5];
  }
  return middle;
}

/** Distance of two times of day, in quarters of an hour. */
function circular(difference: number): number {
  const within = ((difference % DAY_QUARTERS) + DAY_QUARTERS) % DAY_QUARTERS;
  return Math.min(within, DAY_QUARTERS - within);
}

/** The rows of one day of the export. */
interface DayOfRows {
  readonly date: CalendarDay;
  readonly next: CalendarDay;
  readonly total: number;
  readonly evidence: readonly ZoneEvidence[];
}

function rowsByDay(evidence: readonly ZoneEvidence[]): DayOfRows[] {
  const byDate = new Map<CalendarDay, ZoneEvidence[]>();
  for (const row of evidence) {
    const rows = byDate.get(row.date);
    if (rows === undefined) byDate.set(row.date, [row]);
    else rows.push(row);
  }
  return [...byDate].map(([date, rows]) => ({
    date,
    next: addDays(date, 1),
    total: rows.reduce((sum, row) => sum + row.rows, 0),
    evidence: rows,
  }));
}

/** The days and those after them, ascending. */
function boundaries(days: readonly DayOfRows[]): CalendarDay[] {
  return [...new Set(days.flatMap(({ date, next }) => [date, next]))].sort();
}

function busiestOf(days: readonly DayOfRows[]): DayOfRows {
  return days.reduce((most, day) => (day.total > most.total ? day : most));
}

function fitOf(days: readonly DayOfRows[], zone: string): ZoneFit {
  const starts = startQuarters(zone, boundaries(days));
  let rows = 0;
  let elsewhere = 0;
  for (const { date, next, total, evidence } of days) {
    const [start, end] = [starts.get(date)!, starts.get(next)!];
    rows += total;
    for (const { quarter, rows: n } of evidence) if (quarter < start || quarter >= end) elsewhere += n;
  }
  return { zone, elsewhere: rows === 0 ? 0 : elsewhere / rows };
}

/** The zones that explain the busiest day about as well as any: only these few are checked on every day. */
function likelyZones(days: readonly DayOfRows[], zones: readonly string[]): string[] {
  const busiest = busiestOf(days);
  const fits = zones.map((zone) => fitOf([busiest], zone));
  const least = Math.min(...fits.map(({ elsewhere }) => elsewhere));
  return fits.filter(({ elsewhere }) => elsewhere <= least + MAX_EXCESS_SHARE).map(({ zone }) => zone);
}

/** The names of zones that the engine knows, UTC among them. */
function knownZones(): string[] {
  return [...new Set(['UTC', ...WELL_KNOWN_ZONES, ...Intl.supportedValuesOf('timeZone')])];
}

/** Rows of a warehouse as evidence; those whose date is not a date (`YYYYMMDD`) are left out. */
export function zoneEvidenceOf(
  rows: readonly { readonly date: string | null; readonly quarter: number; readonly rows: number }[],
): ZoneEvidence[] {
  return rows.flatMap(({ date, ...row }) => {
    const day = date === null ? null : dayOfSuffix(date);
    return day === null ? [] : [{ date: day, ...row }];
  });
}
