import {
  duckdbDialect,
  type ExportFile,
  ga4Export,
  jsonRows,
  parquetRows,
  type RawRelation,
  rawSchemaOf,
  relation,
} from '../../src/index.js';

/** Files of JSON in the form that BigQuery writes, as the GA4 room reads them. */
export function jsonRelation(...paths: string[]): RawRelation {
  return ga4Export.relation(duckdbDialect, {
    ...jsonRows(paths, ga4Export.jsonColumns),
    where: paths.join(', '),
  });
}

/** Parquet files as they are stored, whatever columns they lack. */
export function parquetRelations(files: readonly ExportFile[]): RawRelation[] {
  return parquetRows(files).map(({ from, row }) => ({ from: relation(from), schema: rawSchemaOf(row) }));
}
