import type { ExportEvidence } from '@propensity/core/ports';
import { type CalendarDay, dayAt, dayOfSuffix, QUARTER_MICROS, zoneEvidenceOf } from '@propensity/core/windows';
import { misplacedRows } from '@propensity/warehouse-sql';

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
 * @param nameOf the name of the table of a day
 */
export function evidenceOfPlacedRows(
  placed: readonly PlacedRowsRow[],
  { timeZone, nameOf }: { readonly timeZone: string; readonly nameOf: (day: CalendarDay) => string },
): Pick<ExportEvidence, 'dates' | 'misplaced'> {
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
    const day = dayOfSuffix(place)!;
    const found = misplacedRows({ name: nameOf(day), day, lastDay: day }, rowsByDay(rows, timeZone));
    return found.elsewhere === 0 ? [] : [found];
  });
  return { dates: zoneEvidenceOf([...dates.values()]), misplaced };
}

/** The counted rows by their local day. */
function rowsByDay(counted: readonly PlacedRowsRow[], timeZone: string): Map<CalendarDay, number> {
  const byDay = new Map<CalendarDay, number>();
  for (const { quarter, rows } of counted) {
    const day = dayAt((quarter * QUARTER_MICROS) / 1000, timeZone);
    byDay.set(day, rows + (byDay.get(day) ?? 0));
  }
  return byDay;
}
