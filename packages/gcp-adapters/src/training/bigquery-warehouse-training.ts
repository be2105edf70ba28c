import { randomUUID } from 'node:crypto';
import type { Column } from '@propensity/core';
import type { JobSettings } from '@propensity/core/config';
import type { TrainingMemory, TrainingRows, TrainingRowsOptions, WarehouseTraining } from '@propensity/core/ports';
import {
  censoredRowsSql,
  googlesqlDialect,
  type LabelledSnapshot,
  SqlTrainingRows,
  type TrainingStatements,
  tableRelation,
  trainingRowsSql,
} from '@propensity/warehouse-sql';
import { WRITES } from '../jobs/statement-purpose.js';
import type { ColumnReader } from '../readers/column-reader.js';
import type { BigQueryFeatureSnapshots } from '../snapshots/bigquery-feature-snapshots.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';
import { temporaryTableSql } from '../warehouse/expiring-table.js';

export interface BigQueryWarehouseTrainingOptions {
  readonly warehouse: BigQueryWarehouse;
  readonly reader: Pick<ColumnReader, 'read'>;
  readonly settings: JobSettings;
  readonly memory: TrainingMemory;
  /** Features that a row may have. */
  readonly mostFeatures: number;
}

/** The rows of a training as tables of the work data set, which are dropped after it, and expire after a day whatever happens. */
export class BigQueryWarehouseTraining implements WarehouseTraining {
  constructor(readonly options: BigQueryWarehouseTrainingOptions) {}

  get memory(): TrainingMemory {
    return this.options.memory;
  }

  get mostFeatures(): number {
    return this.options.mostFeatures;
  }

  async open({ division, snapshots: given, champion, minCellUsers }: TrainingRowsOptions): Promise<TrainingRows> {
    const { warehouse, settings } = this.options;
    // Those that a training has chosen are of this stack.
    const snapshots = given as BigQueryFeatureSnapshots;
    const { features } = snapshots;
    const labelled: LabelledSnapshot[] = [];
    for (const day of division.snapshots) {
      const table = await snapshots.tableOf(day, features);
      labelled.push({ snapshot: tableRelation(googlesqlDialect, table), labels: await snapshots.labels(day) });
    }
    await warehouse.work.ensure();
    const of = randomUUID().replaceAll('-', '');
    const [rows, prepared, whole] = ['rows', 'prepared', 'whole'].map((what) =>
      warehouse.work.fullName(`ma_training_${what}_${of}`),
    );
    const { sampleShare } = settings.training;
    const statements = this.#statements();
    const options = { dialect: googlesqlDialect, snapshots: labelled, features, division, sampleShare, champion };
    await statements.create(minCellUsers === undefined ? rows! : whole!, trainingRowsSql(options));
    if (minCellUsers !== undefined) {
      const from = tableRelation(googlesqlDialect, whole!);
      const censored = { dialect: googlesqlDialect, rows: from, features, division, minCellUsers };
      await statements.create(rows!, censoredRowsSql(censored));
    }
    // A plan drops nothing: it is dropped with the others.
    const before = minCellUsers === undefined ? {} : { whole: whole! };
    return new SqlTrainingRows({ statements, division, rows: rows!, prepared: prepared!, minCellUsers, ...before });
  }

  #statements(): TrainingStatements {
    const { warehouse, reader } = this.options;
    return {
      dialect: googlesqlDialect,
      create: async (table, query) => {
        // Made again for other columns, it is another job.
        const key = randomUUID();
        await warehouse.jobs.write({
          step: 'training-table',
          purpose: WRITES,
          sql: temporaryTableSql(table, query, LIFE_DAYS),
          key,
        });
      },
      read: async (sql, names, text): Promise<ReadonlyMap<string, Column>> => {
        const result = await warehouse.jobs.read({
          step: 'training-sums',
          purpose: { kind: 'reads columns', standInRows: 0 },
          sql: `SELECT ROW_NUMBER() OVER () - 1 AS position, sums.* FROM (\n${sql}\n) AS sums`,
        });
        const requests = names.map((name) => ({
          name,
          kind: name === text ? ('categorical' as const) : ('numeric' as const),
        }));
        const columns = await reader.read({ table: result.table!, requests, rowCount: await result.rowCount() });
        return new Map(names.map((name, index) => [name, columns[index]!]));
      },
      drop: (table) => warehouse.drop(table),
    };
  }
}

const LIFE_DAYS = 1;
