import { type ModelArtifact, PropensityError, Table } from '@propensity/core';
import type { PredictionCounts, PredictResult } from '@propensity/core/jobs';
import type { PredictionRun, PublishedRun, ShadowScores, StagedChecks, StagedScores } from '@propensity/core/ports';
import { olderSnapshot, predictResult } from '@propensity/core/predictions';
import {
  googlesqlDialect,
  publishScriptSql,
  type StagedChecksRow,
  scoreBinsSql,
  scoreCountsOf,
  stagedChecksOf,
  stagedChecksSql,
} from '@propensity/warehouse-sql';
import type { ReadStatement, WriteStatement } from '../jobs/statement.js';
import type { ColumnRequest } from '../readers/column-filler.js';
import type { ReadColumns } from '../readers/rest-column-reader.js';
import type { FirestoreServingStore } from '../serving/firestore-serving-store.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';

const NOBODY: PredictionCounts = { scored: 0, overwritten: 0, appended: 0, kept: 0, selected: 0 };
const NO_FAULTS: StagedChecksRow = {
  row_count: 1,
  duplicate_users: 0,
  null_users: 0,
  bad_probabilities: 0,
  missing_users: 0,
};

export interface StagedBatch {
  readonly warehouse: BigQueryWarehouse;
  readonly readColumns: ReadColumns;
  /** Name of the staging table. */
  readonly staging: string;
  /** Name of the feature snapshot's table. */
  readonly table: string;
  readonly artifact: Pick<ModelArtifact, 'features'>;
  /** The runs that were known when the scores were staged. */
  readonly before: readonly PublishedRun[];
  /** What is published to beside the tables; nothing when left out. */
  readonly serving?: Pick<FirestoreServingStore, 'publishing'> | undefined;
}

interface PublishOptions {
  /** True where there is a table of what was exported. */
  readonly forgetsGiven?: boolean;
  /** True where there is a table of who was exported and who held out. */
  readonly forgetsGroups?: boolean;
  readonly shadows?: readonly ShadowScores[] | undefined;
}

/** Scores of one run in a staging table of its own. */
export class BigQueryStagedScores implements StagedScores {
  constructor(readonly batch: StagedBatch) {}

  async checks(): Promise<StagedChecks> {
    const result = await this.batch.warehouse.jobs.read(this.checksStatement());
    const [row] = await result.rows<StagedChecksRow>();
    return stagedChecksOf(row!);
  }

  async distribution(edges: readonly number[]): Promise<readonly number[]> {
    const result = await this.batch.warehouse.jobs.read(this.distributionStatement(edges));
    const [row] = await result.rows<Record<string, number>>();
    return scoreCountsOf(edges, row!);
  }

  async sample(size: number, seed: number) {
    const { warehouse, readColumns, artifact } = this.batch;
    const result = await warehouse.jobs.read(this.sampleStatement(size, seed));
    const requests: ColumnRequest[] = [{ name: 'proba', kind: 'numeric' }, ...artifact.features];
    const rowCount = await result.rowCount();
    const [proba, ...features] = await readColumns({ table: result.table!, requests, rowCount });
    return {
      features: new Table(artifact.features.map(({ name }, index) => [name, features[index]!] as const)),
      proba: new Table([['proba', proba!]]).numeric('proba'),
    };
  }

  async publish(run: PredictionRun, forgetBefore?: string, shadows?: readonly ShadowScores[]): Promise<PredictResult> {
    const { warehouse, serving } = this.batch;
    for (const key of ['predictions', 'predictionsHistory', 'predictionRuns', 'drift', 'shadowPredictions'] as const) {
      await warehouse.ensure(key);
    }
    const publish = () => this.#publish(run, forgetBefore, shadows);
    return serving === undefined ? publish() : serving.publishing(run, forgetBefore, publish);
  }

  async #publish(
    run: PredictionRun,
    forgetBefore: string | undefined,
    shadows: readonly ShadowScores[] | undefined,
  ): Promise<PredictResult> {
    const { warehouse } = this.batch;
    const { tables } = warehouse;
    const forgetsGiven = forgetBefore !== undefined && (await warehouse.has('exportedScores'));
    const forgetsGroups = forgetBefore !== undefined && (await warehouse.has('exportGroups'));
    try {
      const result = await warehouse.jobs.write(
        this.publishStatement(run, forgetBefore, { forgetsGiven, forgetsGroups, shadows }),
      );
      const { predictions, predictionsHistory, shadowPredictions } = tables;
      await warehouse.forgotten.eraseSince([predictions, predictionsHistory, shadowPredictions]);
      const [row] = await result.rows<{ result: string }>();
      return JSON.parse(row!.result) as PredictResult;
    } catch (error) {
      const newest = PropensityError.is(error)
        ? /older_snapshot (\d{4}-\d{2}-\d{2})/.exec(error.message)?.[1]
        : undefined;
      throw newest === undefined ? error : olderSnapshot(run.snapshot, newest);
    }
  }

  async discard(): Promise<void> {
    // What has been published stays published, and the table goes by itself.
    await this.batch.warehouse.drop(this.batch.staging).catch(() => {});
  }

  checksStatement(): ReadStatement {
    const { staging, table } = this.batch;
    return {
      step: 'check-scores',
      purpose: { kind: 'reads rows', standIn: [NO_FAULTS] },
      sql: stagedChecksSql(googlesqlDialect, staging, table),
    };
  }

  distributionStatement(edges: readonly number[]): ReadStatement {
    const { staging } = this.batch;
    const from = edges.map((_, place) => [`from_${place}`, 0]);
    return {
      step: 'count-scores',
      purpose: { kind: 'reads rows', standIn: [{ counted: 1, ...Object.fromEntries(from) }] },
      sql: scoreBinsSql(googlesqlDialect, staging, edges),
    };
  }

  /** Draws rows by the hash of user and seed: the same ones on every stack. */
  sampleStatement(size: number, seed: number): ReadStatement {
    const { staging, table, artifact } = this.batch;
    const columns = artifact.features.map(({ name }) => googlesqlDialect.column(name));
    const draw = `TO_HEX(MD5(s.user_id || ${googlesqlDialect.string(String(seed))}))`;
    return {
      step: 'sample-scores',
      // No row disagrees with core's scores.
      purpose: { kind: 'reads columns', standInRows: 0 },
      sql: `SELECT ROW_NUMBER() OVER (ORDER BY draw, user_id) - 1 AS position, proba, ${columns.join(', ')}
FROM (
  SELECT ${draw} AS draw, s.user_id AS user_id, s.proba AS proba, ${columns.map((column) => `f.${column} AS ${column}`).join(', ')}
  FROM ${googlesqlDialect.table(staging)} AS s JOIN ${googlesqlDialect.table(table)} AS f ON f.user_id = s.user_id
  ORDER BY draw, user_id LIMIT ${size}
)`,
    };
  }

  /** Two that publish the same run at once share a job: the key leaves out staging tables and the moment. */
  publishStatement(run: PredictionRun, forgetBefore?: string, options: PublishOptions = {}): WriteStatement {
    const { warehouse, staging, before } = this.batch;
    const { forgetsGiven = false, forgetsGroups = false, shadows = [] } = options;
    const { predictions, predictionsHistory, predictionRuns, drift, shadowPredictions } = warehouse.tables;
    const exportedScores = forgetsGiven ? warehouse.tables.exportedScores : undefined;
    const exportGroups = forgetsGroups ? warehouse.tables.exportGroups : undefined;
    return {
      step: 'publish',
      purpose: {
        kind: 'writes',
        standIn: [{ result: JSON.stringify(predictResult(run, NOBODY)) }],
        changes: [predictions],
        // A threshold is of the model.
        ...('threshold' in run.selection && { model: run.model }),
      },
      key: `${predictions} ${run.runId}`,
      sql: publishScriptSql({
        tables: {
          staging,
          predictions,
          predictionsHistory,
          predictionRuns,
          drift,
          shadowPredictions,
          exportedScores,
          exportGroups,
        },
        run,
        forgetBefore,
        shadows: shadows.map(({ model, staged }) => ({
          model,
          staging: (staged as BigQueryStagedScores).batch.staging,
        })),
        known: before.find(({ runId }) => runId === run.runId),
        bytes: warehouse.jobs.used,
      }),
    };
  }
}
