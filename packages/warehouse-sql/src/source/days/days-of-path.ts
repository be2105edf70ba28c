import { type CalendarDay, dayOfSuffix } from '@propensity/core/windows';

/**
 * The kind of export table that a file was made from: a whole day, the intraday table that Google still writes to, or
 * the fresh one.
 */
export type ExportTableKind = 'daily' | 'intraday' | 'fresh';

/** Kinds of tables that Google still writes to. */
export type UnfinishedKind = Exclude<ExportTableKind, 'daily'>;

/** The first and last day that a file's name gives, and the kind of its table. */
export interface DaysOfPath {
  readonly from: CalendarDay;
  readonly to: CalendarDay;
  readonly kind: ExportTableKind;
}

/** Google Analytics has exported no earlier years, and later ones are numbers of something else. */
const YEARS = /^20[1-9]\d/;

/**
 * Lengths of numbers that begin with a day: alone, with an hour, minute or second, or with BigQuery's twelve-digit
 * number of a part.
 */
const LENGTHS_WITH_DAY = new Set([8, 10, 12, 14, 20]);

/**
 * The days that a path gives: its file name (`events_20250101.parquet`, `events_20250101_000000000001.json.gz`,
 * `events_20250101000000000000.json.gz`, `2025-01-01.parquet`, `events_20250101-20250131.parquet`), else the nearest
 * folder that gives any (`event_date=20250101/`, `events_20250101/`, `year=2025/month=1/day=1/`). Null where no part
 * gives a day, or where it is not clear which.
 * @param path parts joined by `/`
 */
export function daysOfPath(path: string): DaysOfPath | null {
  const parts = path.split('/').filter((part) => part !== '');
  const name = parts.at(-1)?.replace(/(\.(parquet|json|ndjson|jsonl|gz|gzip|zst|snappy))+$/i, '') ?? '';
  const folders = parts.slice(0, -1).reverse();
  for (const part of [name, ...folders]) {
    const days = daysIn(part);
    if (days === 'unclear') return null;
    if (days !== null) return { ...days, kind: kindOf(part) };
  }
  const day = partitionedDay(folders);
  return day === null ? null : { from: day, to: day, kind: 'daily' };
}

function daysIn(part: string): { from: CalendarDay; to: CalendarDay } | 'unclear' | null {
  // A property may have a number for a name: what follows the table's name counts.
  const afterTable = /.*(?:events|sessions)[_-](?:intraday[_-]|fresh[_-])?(?=\d)(.*)$/is.exec(part)?.[1];
  const days = [...(afterTable ?? part).matchAll(/\d{4}-\d{2}-\d{2}(?!\d)|\d{4}_\d{2}_\d{2}(?!\d)|\d+/g)].flatMap(
    ([text]) => {
      const digits = text.replace(/[-_]/g, '');
      const day = LENGTHS_WITH_DAY.has(digits.length) && YEARS.test(digits) ? dayOfSuffix(digits.slice(0, 8)) : null;
      return day === null ? [] : [day];
    },
  );
  const [from, to, ...more] = [...new Set(days)];
  if (from === undefined) return null;
  if (to === undefined) return { from, to: from };
  return more.length === 0 && from < to ? { from, to } : 'unclear';
}

/** BigQuery names the tables that are not whole `…_intraday_…` and `events_fresh_…`; a property may be called anything. */
function kindOf(part: string): ExportTableKind {
  if (/(^|[^a-z])intraday[_-]?\d|(?:events|sessions)[_-]intraday|\d[_-]intraday([^a-z]|$)/i.test(part))
    return 'intraday';
  return /events[_-]fresh[_-]?\d/i.test(part) ? 'fresh' : 'daily';
}

/** Hive's folders of a year, a month and a day, the nearest first. */
function partitionedDay(folders: readonly string[]): CalendarDay | null {
  const of = (key: string) =>
    folders.map((folder) => new RegExp(`^${key}=(\\d+)$`, 'i').exec(folder)?.[1]).find(Boolean);
  const [year, month, day] = ['(?:year|y)', '(?:month|m)', '(?:day|d)'].map(of);
  if (year === undefined || month === undefined || day === undefined) return null;
  return dayOfSuffix(`${year}${month.padStart(2, '0')}${day.padStart(2, '0')}`);
}
