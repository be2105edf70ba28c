import type { Table } from '@propensity/core';
import type { ChooseColumns } from './column-choice.js';
import type { CsvPartReader } from './csv-part.js';
import { readCsvTable } from './read-csv-table.js';

/** Reads a file column by column: Parquet where its name ends so, else CSV. A missing number is NaN, a missing category the level "". @param threads help with a large CSV file */
export async function readTable(
  path: string,
  choose: ChooseColumns,
  threads: readonly CsvPartReader[] = [],
): Promise<Table> {
  if (!path.endsWith('.parquet')) return readCsvTable(path, choose, threads);
  const { readParquetTable } = await import('./read-parquet-table.js');
  return readParquetTable(path, choose);
}
