import type { ExportEvidence, MisplacedRows } from '@propensity/core/ports';
import {
  addDays,
  type CalendarDay,
  dayOfSuffix,
  QUARTER_MICROS,
  startOfDayMicros,
  zoneEvidenceOf,
} from '@propensity/core/windows';
import { withNeighbours } from '@propensity/warehouse-sql';

/** A row of `placedRowsSql`. */
export interface PlacedRowsRow {
  /** The suffix of the table, YYYYMMDD. */
  readonly place: string;
  readonly date: string | null;
  readonly quarter: number;
  readonly rows: number;
}

/**
 * What the counted rows say of the time zone, and of the tables that have rows of other local days.
 * @param prefix what the names of the tables begin with
 */
export function evidenceOfPlacedRows(
  placed: readonly PlacedRowsRow[],
  { timeZone, prefix }: { readonly timeZone: string; readonly prefix: string },
): ExportEvidence {
  const dates = new Map<string, { date: string | null; quarter: number; rows: number }>();
  const byPlace = new Map<string, PlacedRowsRow[]>();
  for (const row of placed) {
    const { place, date, quarter, rows } = row;
    const key = `${date} ${quarter}`;
    dates.set(key, { date, quarter, rows: rows + (dates.get(key)?.rows ?? 0) });
    const inPlace = byPlace.get(place);
    if (inPlace === undefined) byPlace.set(place, [row]);
    else inPlace.push(row);
  }
  const misplaced = [...byPlace].sort().flatMap(([place, rows]) => {
    const found = misplacedRows(`${prefix}${place}`, dayOfSuffix(place)!, rows, timeZone);
    return found.elsewhere === 0 ? [] : [found];
  });
  return { dates: zoneEvidenceOf([...dates.values()]), misplaced };
}

function misplacedRows(
  name: string,
  day: CalendarDay,
  counted: readonly PlacedRowsRow[],
  timeZone: string,
): MisplacedRows {
  const rowsOutside = (from: CalendarDay, until: CalendarDay) => {
    const [start, end] = [from, until].map((bound) => Number(startOfDayMicros(bound, timeZone)) / QUARTER_MICROS);
    return total(counted.filter(({ quarter }) => quarter < start! || quarter >= end!));
  };
  const next = addDays(day, 1);
  return {
    name,
    day,
    rows: total(counted),
    elsewhere: rowsOutside(day, next),
    unread: rowsOutside(...withNeighbours(day, next)),
  };
}

function total(counted: readonly PlacedRowsRow[]): number {
  return counted.reduce((sum, { rows }) => sum + rows, 0);
}
