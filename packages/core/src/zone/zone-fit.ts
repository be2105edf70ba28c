import { addDays, type CalendarDay, dayOfSuffix } from '../windows/calendar-day.js';
import { startQuarters } from './start-quarters.js';
import { WELL_KNOWN_ZONES } from './well-known-zones.js';
import type { ZoneEvidence } from './zone-evidence.js';

/** Zones that leave more of the first day's rows than the best do, by this share of them, are not looked at further. */
const WORSE = 0.01;

/** How well a zone explains the dates of an export. */
export interface ZoneFit {
  readonly zone: string;
  /** Share of the rows whose `event_date` is not their day in the zone, in [0, 1]; 0 without rows. */
  readonly elsewhere: number;
}

/** The zones that explain the dates best. */
export interface FittingZones extends ZoneFit {
  /** Others that say the same of these rows, the better known ones first: on other dates they may not. */
  readonly others: readonly string[];
}

/** Share of the rows whose date is not their day in `zone`. */
export function zoneFit(evidence: readonly ZoneEvidence[], zone: string): ZoneFit {
  return fitOf(rowsByDay(evidence), zone);
}

/**
 * The zone that leaves the fewest rows on another day than their date, daylight saving as it was on each; null without rows. Of those that
 * leave as few, the best known one.
 * @param zones IANA names; by default all that the engine knows
 */
export function fittingZones(
  evidence: readonly ZoneEvidence[],
  zones: readonly string[] = knownZones(),
): FittingZones | null {
  if (evidence.length === 0 || zones.length === 0) return null;
  const days = rowsByDay(evidence);
  const fits = likelyZones(days, zones).map((zone) => fitOf(days, zone));
  const least = Math.min(...fits.map(({ elsewhere }) => elsewhere));
  const best = fits.filter(({ elsewhere }) => elsewhere === least).map(({ zone }) => zone);
  const ranked = [
    ...WELL_KNOWN_ZONES.filter((zone) => best.includes(zone)),
    ...best.filter((zone) => !WELL_KNOWN_ZONES.includes(zone)),
  ];
  const [zone, ...others] = ranked;
  return { zone: zone!, elsewhere: least, others };
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

function fitOf(days: readonly DayOfRows[], zone: string): ZoneFit {
  const starts = startQuarters(zone, [...new Set(days.flatMap(({ date, next }) => [date, next]))].sort());
  let rows = 0;
  let elsewhere = 0;
  for (const { date, next, total, evidence } of days) {
    const [start, end] = [starts.get(date)!, starts.get(next)!];
    rows += total;
    for (const { quarter, rows: n } of evidence) if (quarter < start || quarter >= end) elsewhere += n;
  }
  return { zone, elsewhere: rows === 0 ? 0 : elsewhere / rows };
}

/** Those that explain the day of most rows about as well as any: few are worth a look at every day. */
function likelyZones(days: readonly DayOfRows[], zones: readonly string[]): string[] {
  const busiest = days.reduce((most, day) => (day.total > most.total ? day : most));
  const fits = zones.map((zone) => fitOf([busiest], zone));
  const least = Math.min(...fits.map(({ elsewhere }) => elsewhere));
  return fits.filter(({ elsewhere }) => elsewhere <= least + WORSE).map(({ zone }) => zone);
}

/** The names of zones that the engine knows, UTC among them. */
function knownZones(): string[] {
  return [...new Set(['UTC', ...WELL_KNOWN_ZONES, ...Intl.supportedValuesOf('timeZone')])];
}

/** Rows of a warehouse as evidence; those whose date is none (`YYYYMMDD`) are left out. */
export function zoneEvidenceOf(
  rows: readonly { readonly date: string | null; readonly quarter: number; readonly rows: number }[],
): ZoneEvidence[] {
  return rows.flatMap(({ date, ...row }) => {
    const day = date === null ? null : dayOfSuffix(date);
    return day === null ? [] : [{ date: day, ...row }];
  });
}
