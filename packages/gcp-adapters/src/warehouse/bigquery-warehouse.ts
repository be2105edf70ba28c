import { PropensityError } from '@propensity/core';
import {
  addColumnsSql,
  createTableSql,
  DEFAULT_TABLE_NAMES,
  fillTargetSql,
  googlesqlDialect,
  TABLE_DEFINITIONS,
  TARGET_COLUMN,
  type TableNames,
} from '@propensity/warehouse-sql';
import type { BigQueryApi } from '../clients/bigquery-api.js';
import { BigQueryForgottenUsers } from '../erasure/bigquery-forgotten-users.js';
import type { ForgetKey } from '../erasure/stored-forget-key.js';
import { dryRunBytes } from '../jobs/bigquery-jobs.js';
import type { FieldResource } from '../jobs/job-resource.js';
import type { SqlJobs } from '../jobs/sql-jobs.js';
import type { TableReference } from '../jobs/statement.js';
import { WRITES } from '../jobs/statement-purpose.js';
import { partitionExpirationSql } from './expiring-table.js';
import { WorkDataset, type WorkDatasetOptions } from './work-dataset.js';

/** The parts of BigQuery's Table resource that are read here. */
export interface TableResource {
  readonly numRows?: string;
  readonly numBytes?: string;
  /** Milliseconds since the epoch, as text. */
  readonly lastModifiedTime?: string;
  readonly expirationTime?: string;
  readonly location?: string;
  readonly description?: string;
  readonly schema?: { readonly fields?: readonly FieldResource[] };
  readonly timePartitioning?: { readonly expirationMs?: string };
}

export interface BigQueryWarehouseOptions {
  readonly api: BigQueryApi;
  readonly jobs: SqlJobs;
  readonly project: string;
  /** Data set of our own tables. */
  readonly dataset: string;
  /** Data set of tables that expire. */
  readonly work: Omit<WorkDatasetOptions, 'project'>;
  /** Days after which partitions of the history expire; never where it is left out. */
  readonly retentionDays?: number | undefined;
  /** Of the digests of forgotten users; where it is left out, nobody counts as forgotten. */
  readonly forgetKey?: ForgetKey | undefined;
}

const DAY_MS = 86_400_000;

/**
 * Our data sets: one with the tables of the system in it, each made when it is first written to, and one for what can be
 * made again.
 */
export class BigQueryWarehouse {
  readonly tables: TableNames;
  /** Tables that are known to be there and complete. */
  readonly #complete = new Set<keyof TableNames>();
  readonly work: WorkDataset;
  readonly forgotten: BigQueryForgottenUsers;

  constructor(readonly options: BigQueryWarehouseOptions) {
    const { api, jobs, project, work } = options;
    this.work = new WorkDataset({ api, jobs }, { ...work, project });
    const names = Object.entries(DEFAULT_TABLE_NAMES).map(([key, name]) => [key, this.fullName(name)]);
    this.tables = Object.fromEntries(names) as unknown as TableNames;
    this.forgotten = new BigQueryForgottenUsers(this, options.forgetKey ?? null);
  }

  get jobs(): SqlJobs {
    return this.options.jobs;
  }

  get api(): BigQueryApi {
    return this.options.api;
  }

  /** `project.dataset.table` of a table of ours. */
  fullName(table: string): string {
    return `${this.options.project}.${this.options.dataset}.${table}`;
  }

  /** Forgets what is known: somebody may have dropped a table since. */
  forget(): void {
    this.#complete.clear();
    this.work.forget();
    this.forgotten.forget();
  }

  /** True when the table is there; columns that an earlier version did not know are added, and its retention is as configured. */
  async has(key: keyof TableNames): Promise<boolean> {
    if (this.#complete.has(key)) return true;
    const name = this.tables[key];
    const found = await this.describe(name);
    if (found === null) return false;
    const columns = (found.schema?.fields ?? []).map((field) => field.name);
    const added = addColumnsSql(googlesqlDialect, name, TABLE_DEFINITIONS[key], columns);
    const namesTarget = TABLE_DEFINITIONS[key].columns.includes(TARGET_COLUMN) && !columns.includes(TARGET_COLUMN.name);
    if (namesTarget && (await this.has('modelTrainingMetadata'))) {
      // In one job, which goes on without us: between the two, rows of an earlier version would be of no target.
      const sql = [...added, fillTargetSql(googlesqlDialect, name, this.tables.modelTrainingMetadata)].join(';\n');
      await this.jobs.write({ step: 'add-column', purpose: WRITES, sql });
    } else {
      for (const sql of added) await this.jobs.write({ step: 'add-column', purpose: WRITES, sql });
    }
    const { retentionDays } = this.options;
    if (TABLE_DEFINITIONS[key].partitionBy !== undefined && retentionDays !== undefined) {
      const wanted = retentionDays * DAY_MS;
      if (Number(found.timePartitioning?.expirationMs ?? Number.POSITIVE_INFINITY) !== wanted) {
        const sql = partitionExpirationSql(name, retentionDays);
        await this.jobs.write({ step: 'set-retention', purpose: WRITES, sql });
      }
    }
    this.#complete.add(key);
    return true;
  }

  /** Makes the table unless it is there. */
  async ensure(key: keyof TableNames): Promise<void> {
    if (await this.has(key)) return;
    const { retentionDays: partitionExpirationDays } = this.options;
    const definition = { ...TABLE_DEFINITIONS[key], partitionExpirationDays };
    const sql = createTableSql(googlesqlDialect, this.tables[key], definition);
    await this.jobs.write({ step: 'create-table', purpose: WRITES, sql });
    this.#complete.add(key);
  }

  /** What BigQuery says of a table, or null when there is none. */
  describe(name: string): Promise<TableResource | null> {
    return describeTable(this.api, name);
  }

  /** Has BigQuery look at a query: nothing is read, and it is free. @throws PropensityError what BigQuery says of it */
  async dryRun(sql: string): Promise<void> {
    const { api, project, work } = this.options;
    await dryRunBytes({ api, config: { project, location: work.location } }, { sql });
  }

  /** Drops a table; one that is not there is gone already. */
  async drop(name: string): Promise<void> {
    const { projectId, datasetId, tableId } = referenceOf(name);
    try {
      await this.api.call({ method: 'DELETE', project: projectId, path: `/datasets/${datasetId}/tables/${tableId}` });
    } catch (error) {
      if (!isTableMissing(error)) throw error;
    }
  }
}

/** What BigQuery says of a table, or null when there is none. @param name `project.dataset.table` */
export async function describeTable(api: BigQueryApi, name: string): Promise<TableResource | null> {
  const { projectId, datasetId, tableId } = referenceOf(name);
  try {
    const path = `/datasets/${datasetId}/tables/${tableId}`;
    return await api.call<TableResource>({ method: 'GET', project: projectId, path });
  } catch (error) {
    if (isTableMissing(error)) return null;
    throw error;
  }
}

/** True for the error of a table that is not there. */
export function isTableMissing(error: unknown): boolean {
  return PropensityError.is(error) && error.code === 'table_not_found';
}

/** True for the error of a column that the table does not have, because an earlier version made it. */
export function isColumnMissing(error: unknown, column: string): boolean {
  return PropensityError.is(error) && new RegExp(`Unrecognized name: ${column}\\b`).test(error.message);
}

/** The parts of `project.dataset.table`. */
export function referenceOf(name: string): TableReference {
  const [projectId = '', datasetId = '', tableId = ''] = name.split('.');
  return { projectId, datasetId, tableId };
}
