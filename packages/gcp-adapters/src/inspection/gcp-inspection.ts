import type { Storage } from '@google-cloud/storage';
import { addDays, type CostEstimate, type DoctorCheck, type GcpConfig, type StackInspection } from '@propensity/core';
import { dryRunBytes } from '../jobs/bigquery-jobs.js';
import type { Statement } from '../jobs/statement.js';
import type { BigQueryFeatureSnapshots } from '../snapshots/bigquery-feature-snapshots.js';
import { bigqueryChecks } from './access-checks.js';
import { checkBucket } from './bucket-check.js';
import { costEstimate } from './cost-estimate.js';

export interface GcpInspectionOptions {
  readonly config: GcpConfig;
  readonly snapshots: BigQueryFeatureSnapshots;
  readonly storage: Storage;
  /** Makes sure there is a credential for Cloud Storage. */
  readonly authoriseStorage: () => Promise<void>;
}

/** What doctor asks of Google Cloud: by metadata and dry runs, which are free and change nothing. */
export class GcpInspection implements StackInspection {
  constructor(readonly options: GcpInspectionOptions) {}

  async access(): Promise<readonly DoctorCheck[]> {
    const { config, snapshots, storage, authoriseStorage: authorise } = this.options;
    const { api } = snapshots.options.warehouse;
    const eventsDataset = snapshots.options.events.exported.options.dataset;
    const { bucket, location } = config;
    const [bigquery, model] = await Promise.all([
      bigqueryChecks({ api, config, eventsDataset }),
      checkBucket({ storage, bucket, location, authorise }),
    ]);
    return [...bigquery, model];
  }

  async cost({ training, scoring }: Parameters<StackInspection['cost']>[0]): Promise<CostEstimate> {
    const { events, settings } = this.options.snapshots.options;
    const { lookbackDays } = settings;
    const [newest, oldest] = [training[0]!, training.at(-1)!];
    const [trainingDays, scoringDays, labels, reach] = await Promise.all([
      this.#flattenedBytes(addDays(oldest, -lookbackDays), newest),
      this.#flattenedBytes(addDays(scoring, -lookbackDays), scoring),
      this.#labelBytes(newest),
      events.reachStatement(newest).then((statement) => this.#bytesOf(statement)),
    ]);
    return costEstimate({ training, lookbackDays, trainingDays, scoringDays, labels, reach });
  }

  /** Bytes of the export's columns that flattening the days of [from, until) reads. */
  async #flattenedBytes(from: string, until: string): Promise<number> {
    const planned = await this.options.snapshots.options.flatEvents.plan(from, until);
    const bytes = await Promise.all(planned.map(({ statement }) => this.#bytesOf(statement)));
    return bytes.reduce((sum, each) => sum + each, 0);
  }

  async #labelBytes(snapshot: string): Promise<number> {
    const labels = await this.options.snapshots.labels(snapshot);
    return this.#bytesOf({ sql: `SELECT COUNT(*) FROM ${labels}` });
  }

  #bytesOf(statement: Pick<Statement, 'sql' | 'params'>): Promise<number> {
    const { config, snapshots } = this.options;
    return dryRunBytes({ api: snapshots.options.warehouse.api, config }, statement);
  }
}
