import type { Table } from '@propensity/core';
import type { ChooseColumns } from './column-choice.js';
import { readCsvTable } from './read-csv-table.js';

/** Reads a file column by column: Parquet where its name ends so, else CSV. A missing number is NaN, a missing category the level "". */
export async function readTable(path: string, choose: ChooseColumns): Promise<Table> {
  if (!path.endsWith('.parquet')) return readCsvTable(path, choose);
  const { readParquetTable } = await import('./read-parquet-table.js');
  return readParquetTable(path, choose);
}
