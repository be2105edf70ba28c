import { addDays, type CalendarDay, dayOfSuffix, daysOf, suffixOfDay } from '@propensity/core/windows';
import { USER_TABLE_PREFIXES } from '@propensity/warehouse-sql';
import pLimit from 'p-limit';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';
import { listTables, noTablesYet } from '../warehouse/list-tables.js';

const DESCRIBED_AT_ONCE = 16;
/** What the description of a table begins with. */
const SAYS = 'Flat events; what each day was made from:';
/** A description takes 16,384 characters; a day needs 13 of them. */
export const MOST_DAYS = 500;

/** A table of flat events: days that follow one another, each a partition. */
export interface FlatTable {
  /** `project.dataset.table` */
  readonly table: string;
  /** What each of its days was made from. */
  readonly days: ReadonlyMap<CalendarDay, string>;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What the names of the tables of one definition begin with. @param definition hash of what all their days have in common */
export function flatTablePrefix(definition: string): string {
  return `${USER_TABLE_PREFIXES.flatEvents}${definition}_`;
}

/** @param days in order, one after the other @param hash of what its days were made from */
export function flatTableName(definition: string, days: readonly CalendarDay[], hash: string): string {
  return `${flatTablePrefix(definition)}${suffixOfDay(days[0]!)}_${suffixOfDay(days.at(-1)!)}_${hash}`;
}

/** What the description of a table says. @param fingerprints of its days, in order */
export function flatTableDescription(first: CalendarDay, fingerprints: readonly string[]): string {
  return `${SAYS} ${suffixOfDay(first)} ${fingerprints.join(' ')}`;
}

/** What a description says; null for any other text. */
export function daysOfDescription(description: string): ReadonlyMap<CalendarDay, string> | null {
  if (!description.startsWith(`${SAYS} `)) return null;
  const [suffix = '', ...fingerprints] = description.slice(SAYS.length + 1).split(' ');
  const first = dayOfSuffix(suffix);
  if (first === null || fingerprints.length === 0) return null;
  const days = daysOf(first, addDays(first, fingerprints.length));
  return new Map(days.map((day, index) => [day, fingerprints[index]!]));
}

/** The tables of one definition that are kept, oldest first: by metadata alone, which costs nothing. */
export async function keptFlatTables(
  warehouse: Pick<BigQueryWarehouse, 'api' | 'work' | 'describe'>,
  definition: string,
): Promise<readonly FlatTable[]> {
  const { api, work } = warehouse;
  const listed = await listTables(api, work.name, [flatTablePrefix(definition)]).catch(noTablesYet);
  const limit = pLimit(DESCRIBED_AT_ONCE);
  const madeAt = ({ creationTime = '0' }: (typeof listed)[number]) => Number(creationTime);
  const found = await Promise.all(
    listed
      .sort((a, b) => madeAt(a) - madeAt(b))
      .map(({ tableReference }) =>
        limit(async () => {
          const table = work.fullName(tableReference.tableId);
          const resource = await warehouse.describe(table);
          const days = daysOfDescription(resource?.description ?? '');
          // One that has expired meanwhile, or is not ours, holds no day.
          if (resource === null || days === null) return [];
          return [{ table, days, expiresAt: Number(resource.expirationTime ?? Number.POSITIVE_INFINITY) }];
        }),
      ),
  );
  return found.flat();
}
