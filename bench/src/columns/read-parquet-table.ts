import type { Table } from '@propensity/core';
import type { ChooseColumns } from './column-choice.js';
export async function readParquetTable(_path: string, _choose: ChooseColumns): Promise<Table> {
  throw new Error();
}
