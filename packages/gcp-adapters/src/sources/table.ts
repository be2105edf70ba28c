import { datasetOfTable } from '@propensity/core/config';
import { FinishedTable, googlesqlDialect, type TableConfig, tableOptions } from '@propensity/warehouse-sql';
import { TableSnapshotRows } from '../snapshots/table-snapshot-rows.js';
import { BigQueryTableAccess } from '../table/bigquery-table-access.js';
import type { BigQuerySourceType, SourceTables } from './bigquery-source.js';

/** A table of one's own, or a view, in BigQuery. */
export const tableSource: BigQuerySourceType<'table'> = {
  tables({ table }, { project }): SourceTables {
    const { dataset, table: name } = datasetOfTable(String(table))!;
    const full = dataset.includes('.') ? dataset : `${project}.${dataset}`;
    return { dataset: full, names: { tablePrefix: name, unfinishedPrefixes: {} } };
  },
  open(source, { dataset, names }, { config, settings, warehouse }) {
    const { project } = warehouse.options;
    const access = new BigQueryTableAccess({
      warehouse,
      names: { table: `${dataset}.${names.tablePrefix}`, conversions: conversionsOf(source, project) },
    });
    const options = tableOptions(source, config, settings);
    const table = new FinishedTable({
      dialect: googlesqlDialect,
      access,
      options,
      settings,
      forgotten: warehouse.forgotten,
    });
    const rows = new TableSnapshotRows(table);
    const labelsOf = async (snapshot: string) => `SELECT COUNT(*) FROM ${await rows.labels(snapshot)} AS labels`;
    const rowsOf = async (snapshot: string) => ({ sql: await rows.query(snapshot, rows.features) });
    return {
      events: table,
      rows,
      async largestStatements(training, scoring) {
        const reach = {
          step: 'reach',
          purpose: { kind: 'reads rows', standIn: [] },
          sql: await labelsOf(training[0]!),
        } as const;
        return {
          // Its rows are read where they are.
          training: [],
          together: false,
          keptSpans: 0,
          scoring: [await rowsOf(scoring)],
          newDays: [],
          labels: { ...reach, step: 'labels' },
          reach,
        };
      },
      lookedAt: (training) => Promise.all(training.map(rowsOf)),
      // It is looked at again whenever a job begins.
      forget() {},
    };
  },
};

function conversionsOf({ conversions }: TableConfig, project: string): string | null {
  const name = conversions === undefined ? null : String(conversions.table);
  return name === null || name.split('.').length > 2 ? name : `${project}.${name}`;
}
