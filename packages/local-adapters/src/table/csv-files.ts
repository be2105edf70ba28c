import { PropensityError } from '@propensity/core';
import { assertColumnsDiffer, duckdbDialect } from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Checks the headers of CSV files: that none has two columns of one name, which the engine would rename, and that none is
 * read as one column because a row has too few or too many fields.
 * @throws PropensityError `table_columns_alike`, `unreadable_table`
 */
export async function assertCsvHeaders(warehouse: LocalWarehouse, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const file = duckdbDialect.string(path);
    const [first = {}] = await warehouse.rows<Readonly<Record<string, string | null>>>(
      `SELECT * FROM read_csv(${file}, quote = '"', escape = '"', all_varchar = true, header = false, hive_partitioning = false) LIMIT 1`,
    );
    const names = Object.values(first).filter((name) => name !== null && name !== '');
    assertColumnsDiffer(names as string[]);
    const [only = ''] = names as string[];
    const delimiter = DELIMITERS.toSorted((a, b) => only.split(b).length - only.split(a).length)[0]!;
    if (names.length === 1 && only.includes(delimiter)) await assertOneColumn(warehouse, path, only, delimiter);
  }
}

/** Reads a file with the columns that its header has by a delimiter: where that fails, the engine can tell the line. */
async function assertOneColumn(
  warehouse: LocalWarehouse,
  path: string,
  header: string,
  delimiter: string,
): Promise<void> {
  const { string } = duckdbDialect;
  const columns = header.split(delimiter).map((_, index) => `${string(`c${index}`)}: 'VARCHAR'`);
  const format = `auto_detect = false, header = true, delim = ${string(delimiter)}, quote = '"', escape = '"', columns = {${columns.join(', ')}}`;
  await warehouse.rows(`SELECT COUNT(*) FROM read_csv(${string(path)}, ${format})`).catch((cause: unknown) => {
    throw unreadableCsv(cause, path) ?? cause;
  });
}

/**
 * The error for a row that is no row of its CSV file, with the line, from what the engine says; null where it says
 * something else.
 * @param path where the engine does not name the file
 */
export function unreadableCsv(cause: unknown, path?: string): PropensityError | null {
  const said = cause instanceof Error ? cause.message : '';
  const line = /CSV Error on Line: (\d+)/.exec(said)?.[1];
  const file = path ?? /^ *file ?= ?(.+)$/m.exec(said)?.[1];
  if (line === undefined || file === undefined) return null;
  const [, expected, found] = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(said) ?? [];
  const what =
    expected === undefined
      ? faultIn(said)
      : ` has ${Number(found) < Number(expected) ? 'fewer' : 'more'} fields than the header, which has ${expected}`;
  return new PropensityError('unreadable_table', `${file} cannot be read as CSV: line ${line}${what}.`, {
    hint: 'Correct the line; a text with a delimiter or a line end in it stands in double quotes.',
    details: { path: file, line: Number(line) },
    cause,
  });
}

/** What the engine says of a line, as the rest of a sentence. */
function faultIn(said: string): string {
  if (/unicode|utf-?8/i.test(said)) return ' is not in UTF-8';
  return /unterminated quote/i.test(said) ? ' has a quote that is not closed' : ' is no row of it';
}
