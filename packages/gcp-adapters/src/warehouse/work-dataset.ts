import { PropensityError } from '@propensity/core';
import { googlesqlDialect } from '@propensity/warehouse-sql';
import type { BigQueryApi } from '../clients/bigquery-api.js';
import type { SqlJobs } from '../jobs/sql-jobs.js';
import { WRITES } from '../jobs/statement-purpose.js';

/** Tables without an expiry of their own are dropped after this many days. */
export const WORK_TABLE_DAYS = 30;

export interface WorkDatasetOptions {
  readonly project: string;
  readonly dataset: string;
  /** Where it is made, which is where the export is. */
  readonly location: string;
}

/**
 * The data set of what is computed on the way and can be made again: flat events, which hold page addresses, and feature
 * snapshots. Every table in it expires. It is made when it is first written to, where the account may make data sets; the
 * deploy scripts make it for those that may not.
 */
export class WorkDataset {
  #ensured: Promise<void> | null = null;

  constructor(
    readonly service: { readonly api: BigQueryApi; readonly jobs: SqlJobs },
    readonly options: WorkDatasetOptions,
  ) {}

  /** `project.dataset.table` of a table in it. */
  fullName(table: string): string {
    return `${this.options.project}.${this.options.dataset}.${table}`;
  }

  /** `project.dataset`. */
  get name(): string {
    return `${this.options.project}.${this.options.dataset}`;
  }

  /** Forgets that it is there: somebody may have dropped it since. */
  forget(): void {
    this.#ensured = null;
  }

  /**
   * Sees to it that the data set is there.
   * @throws PropensityError `work_dataset_missing` (kind `usage`) where it is not and may not be made, or may not be seen:
   * BigQuery does not tell the two apart to an account without a role on it
   */
  ensure(): Promise<void> {
    this.#ensured ??= this.#make().catch((error: unknown) => {
      this.#ensured = null;
      throw error;
    });
    return this.#ensured;
  }

  /** The statement that makes it. */
  get sql(): string {
    const { project, dataset, location } = this.options;
    return `CREATE SCHEMA IF NOT EXISTS ${googlesqlDialect.table(`${project}.${dataset}`)}
OPTIONS (location = ${googlesqlDialect.string(location)}, default_table_expiration_days = ${WORK_TABLE_DAYS})`;
  }

  /** How somebody makes it who may. */
  get hint(): string {
    const { project, dataset, location } = this.options;
    return (
      `Make it ("bq --location=${location} mk --dataset --default_table_expiration=${WORK_TABLE_DAYS * 86_400} ${project}:${dataset}"; ` +
      'the deploy scripts and Terraform do), and grant roles/bigquery.dataEditor on it to the account that runs this.'
    );
  }

  async #make(): Promise<void> {
    const { project, dataset } = this.options;
    try {
      await this.service.api.call({ method: 'GET', project, path: `/datasets/${dataset}` });
    } catch (error) {
      if (isDenied(error)) throw this.#missing('is not there, or this account may not see it', error);
      if (!PropensityError.is(error) || error.code !== 'dataset_not_found') throw error;
      await this.#create();
    }
  }

  async #create(): Promise<void> {
    try {
      await this.service.jobs.write({ step: 'create-data-set', purpose: WRITES, sql: this.sql });
    } catch (error) {
      throw isDenied(error) ? this.#missing('is not there, and this account may not make it', error) : error;
    }
  }

  #missing(what: string, cause: unknown): PropensityError {
    const { project, dataset } = this.options;
    const message = `The data set ${project}.${dataset} ${what}.`;
    return new PropensityError('work_dataset_missing', message, { kind: 'usage', hint: this.hint, cause });
  }
}

function isDenied(error: unknown): boolean {
  return PropensityError.is(error) && error.code === 'permission_denied';
}
