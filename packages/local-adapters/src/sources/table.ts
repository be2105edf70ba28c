import { duckdbDialect, FinishedTable, tableOptions } from '@propensity/warehouse-sql';
import { TableSnapshotRows } from '../snapshots/table-snapshot-rows.js';
import { DuckDbTableAccess } from '../table/duckdb-table-access.js';
import type { LocalSource, OpenLocalSource } from './local-source.js';

/** A table of one's own, in files. */
export const openTable: OpenLocalSource<'table'> = (source, { config, settings, warehouse, baseDirectory }) => {
  const patterns = { table: [source.table ?? []].flat(), conversions: [source.conversions?.table ?? []].flat() };
  const access = new DuckDbTableAccess({ warehouse, baseDirectory, patterns });
  const options = tableOptions(source, config, settings);
  const of = (horizonDays: number): LocalSource => {
    const table = new FinishedTable({
      dialect: duckdbDialect,
      access,
      options,
      forgotten: warehouse.forgotten,
      settings: { ...settings, horizonDays },
    });
    return { events: table, rows: new TableSnapshotRows(table), withWindows: (windows) => of(windows.horizonDays) };
  };
  return of(settings.horizonDays);
};
