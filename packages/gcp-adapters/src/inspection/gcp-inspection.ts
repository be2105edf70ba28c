import type { Storage } from '@google-cloud/storage';
import type { GcpConfig } from '@propensity/core/config';
import type { CostEstimate, DoctorCheck } from '@propensity/core/jobs';
import type { StackInspection } from '@propensity/core/ports';
import type { BigQueryApi } from '../clients/bigquery-api.js';
import { dryRunBytes } from '../jobs/bigquery-jobs.js';
import type { Statement } from '../jobs/statement.js';
import type { FirestoreServingStore } from '../serving/firestore-serving-store.js';
import type { BigQuerySource } from '../sources/bigquery-source.js';
import type { WorkDataset } from '../warehouse/work-dataset.js';
import { bigqueryChecks } from './access-checks.js';
import { checkBucket } from './bucket-check.js';
import { costEstimate } from './cost-estimate.js';
import { memoryCheck } from './memory-check.js';
import { readingCheck } from './reading-check.js';
import { checkServing } from './serving-check.js';

export interface GcpInspectionOptions {
  readonly api: BigQueryApi;
  readonly config: GcpConfig;
  readonly source: Pick<BigQuerySource, 'largestStatements' | 'lookedAt' | 'rows'>;
  readonly work: WorkDataset;
  /** `project.dataset` of the source. */
  readonly dataset: string;
  readonly storage: Storage;
  /** Makes sure there is a credential for Cloud Storage. */
  readonly authoriseStorage: () => Promise<void>;
  /** Left out where lookups read the tables. */
  readonly serving?: FirestoreServingStore | undefined;
}

/** What doctor asks of Google Cloud: by metadata and dry runs, which are free and change nothing. */
export class GcpInspection implements StackInspection {
  constructor(readonly options: GcpInspectionOptions) {}

  async access(): Promise<readonly DoctorCheck[]> {
    const { api, config, dataset: eventsDataset, work, storage, authoriseStorage: authorise, serving } = this.options;
    const { bucket, location } = config;
    const [bigquery, model, lookups] = await Promise.all([
      bigqueryChecks({ api, config, eventsDataset, work }),
      checkBucket({ storage, bucket, location, authorise }),
      serving === undefined ? [] : checkServing(serving).then((check) => [check]),
    ]);
    return [...bigquery, model, ...lookups];
  }

  async cost({ training, scoring }: Parameters<StackInspection['cost']>[0]): Promise<CostEstimate> {
    const { source } = this.options;
    const statements = await source.largestStatements(training, scoring);
    const { together, keptSpans } = statements;
    const [trainingDays, scoringDays, newDays, labels, reach] = await Promise.all(
      [statements.training, statements.scoring, statements.newDays, [statements.labels], [statements.reach]].map(
        (each) => this.#bytesOf(each),
      ),
    );
    return costEstimate({
      snapshots: training.length,
      together,
      keptSpans,
      trainingDays: trainingDays!,
      scoringDays: scoringDays!,
      newDays: newDays!,
      labels: labels!,
      reach: reach!,
    });
  }

  async reading({
    training,
    scoring,
  }: {
    readonly training: readonly string[];
    readonly scoring: string;
  }): Promise<DoctorCheck> {
    const { source, config } = this.options;
    const bytes = await this.#bytesOf(await source.lookedAt(training, scoring));
    return readingCheck(bytes, config.doctorMaximumBytesBilled);
  }

  memory({ rows, where }: Parameters<NonNullable<StackInspection['memory']>>[0]): DoctorCheck {
    const { source, config } = this.options;
    const { memory } = config.functions.modelTraining;
    return memoryCheck({ rows, features: source.rows.mostFeatures, memory, where });
  }

  async #bytesOf(statements: readonly Pick<Statement, 'sql' | 'params'>[]): Promise<number> {
    const { api, config } = this.options;
    const bytes = await Promise.all(statements.map((statement) => dryRunBytes({ api, config }, statement)));
    return bytes.reduce((sum, each) => sum + each, 0);
  }
}
