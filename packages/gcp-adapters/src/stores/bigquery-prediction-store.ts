import { type ModelArtifact, Table } from '@propensity/core';
import {
  GROUPED_COLUMNS,
  type GroupedColumns,
  groupedColumns,
  type OutcomeEntries,
  type OutcomeGrouping,
  outcomeEntries,
  type ShadowEntries,
} from '@propensity/core/counted-scores';
import type { ProbaResult } from '@propensity/core/jobs';
import type { DriftOfWeek, PredictionStore, PublishedRun } from '@propensity/core/ports';
import type { CalendarDay } from '@propensity/core/windows';
import {
  currentPredictionSql,
  type DriftTableRow,
  driftOfWeeks,
  driftRowsSql,
  formerPredictionSql,
  googlesqlDialect,
  numberedOutcomesSql,
  type PublishedRunRow,
  predictionRunsSql,
  publishedRunOf,
  type SnapshotTables,
  scoringSql,
  settleGroupsSql,
  tableRelation,
} from '@propensity/warehouse-sql';
import type { ReadStatement, WriteStatement } from '../jobs/statement.js';
import type { ReadsRows } from '../jobs/statement-purpose.js';
import type { ColumnRequest } from '../readers/column-filler.js';
import type { ColumnReader } from '../readers/column-reader.js';
import type { ReadColumns } from '../readers/rest-column-reader.js';
import type { Serving } from '../serving/open-serving.js';
import { type BigQueryWarehouse, isColumnMissing, isTableMissing } from '../warehouse/bigquery-warehouse.js';
import { expiringTableSql } from '../warehouse/expiring-table.js';
import { BigQueryStagedScores } from './bigquery-staged-scores.js';

const STAGING_DAYS = 1;
/** Groups of a week that can be evaluated. */
const STAND_IN_OUTCOMES = 20;
/** Columns of predictions that tables of earlier versions lack. */
const LATER_COLUMNS = ['target', 'horizon_days', 'selected'];

/** `PredictionStore` over the predictions tables: scores never leave BigQuery but for the sample. */
export class BigQueryPredictionStore implements PredictionStore {
  constructor(
    readonly warehouse: BigQueryWarehouse,
    readonly snapshots: SnapshotTables,
    readonly reader: Pick<ColumnReader, 'read'>,
    /** A new text at every call: names of staging tables must not meet. */
    readonly nonce: () => string,
    readonly readColumns: ReadColumns,
    /** Where predictions are looked up, and published to, beside the tables; left out where there is no such place. */
    readonly serving?: () => Serving,
  ) {}

  async stage(
    artifact: ModelArtifact,
    snapshot: CalendarDay,
    known?: readonly PublishedRun[],
  ): Promise<BigQueryStagedScores> {
    const { warehouse } = this;
    const table = await this.snapshots.tableOf(snapshot, artifact.features);
    const staging = warehouse.fullName(`ma_staged_scores_${this.nonce()}`);
    const before = known ?? (await this.runs());
    // Somebody may be at work on forgetting, and not have got to the snapshot yet.
    await warehouse.forgotten.eraseFrom(table);
    await warehouse.jobs.write(this.stageStatement(artifact, table, staging));
    const { readColumns } = this;
    const serving = this.serving?.().store;
    return new BigQueryStagedScores({ warehouse, readColumns, staging, table, artifact, before, serving });
  }

  async runs(): Promise<readonly PublishedRun[]> {
    const { warehouse } = this;
    if (!(await warehouse.has('predictionRuns'))) return [];
    const result = await warehouse.jobs.read(this.runsStatement());
    return (await result.rows<PublishedRunRow>()).map(publishedRunOf);
  }

  async drift(target: string, from?: string): Promise<readonly DriftOfWeek[]> {
    const { warehouse } = this;
    if (!(await warehouse.has('drift'))) return [];
    const result = await warehouse.jobs.read(this.driftStatement(target, from));
    return driftOfWeeks(await result.rows<DriftTableRow>());
  }

  async find(userId: string, target: string): Promise<ProbaResult | null> {
    const inTables = () => this.findInTables(userId, target);
    return this.serving === undefined ? inTables() : this.serving().lookups.find(userId, target, inTables);
  }

  async findInTables(userId: string, target: string): Promise<ProbaResult | null> {
    for (const columns of ['all', 'former', 'oldest'] as const) {
      try {
        const [row] = await this.warehouse.jobs.lookup<ProbaResult>(this.findStatement(userId, target, columns));
        return row ?? null;
      } catch (error) {
        // Nothing was ever published.
        if (isTableMissing(error)) return null;
        // Whoever looks users up may not change tables: the next predictions add the columns.
        if (columns === 'oldest' || !LATER_COLUMNS.some((name) => isColumnMissing(error, name))) throw error;
      }
    }
    return null;
  }

  async readOutcomes(snapshot: CalendarDay, model: string, grouping: OutcomeGrouping): Promise<OutcomeEntries> {
    const isThere = await this.warehouse.has('predictionsHistory');
    const groups = isThere
      ? await this.#readGroups(await this.outcomesStatement(snapshot, model, grouping))
      : NO_GROUPS;
    const { proba, eventCount } = outcomeEntries(groups, grouping);
    return { proba, eventCount };
  }

  async readShadow(snapshot: CalendarDay, model: string, grouping: OutcomeGrouping): Promise<ShadowEntries> {
    const isThere = await this.warehouse.has('shadowPredictions');
    const groups = isThere ? await this.#readGroups(await this.shadowStatement(snapshot, model, grouping)) : NO_GROUPS;
    return outcomeEntries(groups, grouping);
  }

  async #readGroups(statement: ReadStatement): Promise<GroupedColumns> {
    const result = await this.warehouse.jobs.read(statement);
    const source = { table: result.table!, requests: GROUP_REQUESTS, rowCount: await result.rowCount() };
    const columns = await this.reader.read(source);
    return groupedColumns(new Table(GROUP_REQUESTS.map(({ name }, index) => [name, columns[index]!] as const)));
  }

  async settleGroups(snapshot: CalendarDay, target: string): Promise<void> {
    await this.warehouse.jobs.write(await this.settleStatement(snapshot, target));
  }

  async settleStatement(week: CalendarDay, target: string): Promise<WriteStatement> {
    const labels = await this.snapshots.labels(week);
    return {
      step: `settle-groups-${week}`,
      purpose: { kind: 'writes', ofResults: true },
      // Done again whenever it is asked for: users may have been exported since.
      key: this.nonce(),
      sql: settleGroupsSql(googlesqlDialect, this.warehouse.tables.exportGroups, labels, { target, week }),
    };
  }

  /** Scores a snapshot into a staging table that goes by itself should nobody drop it. */
  stageStatement(artifact: ModelArtifact, snapshotTable: string, staging: string): WriteStatement {
    const query = scoringSql({
      dialect: googlesqlDialect,
      artifact,
      snapshot: tableRelation(googlesqlDialect, snapshotTable),
    });
    return {
      step: 'score',
      purpose: { kind: 'writes', model: artifact.name },
      sql: expiringTableSql({ table: staging, query, days: STAGING_DAYS, clusterBy: ['user_id'] }),
    };
  }

  runsStatement(): ReadStatement {
    return {
      step: 'list-runs',
      purpose: { kind: 'decides', on: 'runs' },
      sql: predictionRunsSql(googlesqlDialect, this.warehouse.tables.predictionRuns),
    };
  }

  /** @param from the first week; all when it is left out */
  driftStatement(target: string, from?: string): ReadStatement {
    return {
      step: 'read-drift',
      purpose: { kind: 'reads rows', standIn: [] },
      sql: driftRowsSql(googlesqlDialect, this.warehouse.tables.drift, target, from),
    };
  }

  /** @param columns `former` for a table without targets, `oldest` for one without `selected` too */
  findStatement(
    userId: string,
    target: string,
    columns: 'all' | 'former' | 'oldest' = 'all',
  ): ReadStatement<ReadsRows> {
    const { tables } = this.warehouse;
    const asked = ['@user_id', '@target'] as const;
    return {
      step: 'find',
      purpose: { kind: 'reads rows', standIn: [] },
      sql:
        columns === 'all'
          ? currentPredictionSql(googlesqlDialect, tables.predictions, ...asked)
          : formerPredictionSql(googlesqlDialect, tables, asked, columns === 'former'),
      params: { user_id: { type: 'string', value: userId }, target: { type: 'string', value: target } },
    };
  }

  async outcomesStatement(snapshot: CalendarDay, model: string, grouping: OutcomeGrouping): Promise<ReadStatement> {
    const labels = await this.snapshots.labels(snapshot);
    const history = this.warehouse.tables.predictionsHistory;
    return {
      step: `outcomes-${snapshot}`,
      purpose: { kind: 'reads columns', standInRows: STAND_IN_OUTCOMES },
      sql: numberedOutcomesSql({ dialect: googlesqlDialect, history, week: snapshot, model, labels, grouping }),
    };
  }

  async shadowStatement(snapshot: CalendarDay, model: string, grouping: OutcomeGrouping): Promise<ReadStatement> {
    const labels = await this.snapshots.labels(snapshot);
    const history = this.warehouse.tables.shadowPredictions;
    return {
      step: `shadow-outcomes-${snapshot}`,
      purpose: { kind: 'reads columns', standInRows: STAND_IN_OUTCOMES },
      sql: numberedOutcomesSql({
        dialect: googlesqlDialect,
        history,
        week: snapshot,
        model,
        labels,
        grouping,
        served: SERVED,
      }),
    };
  }
}

/** The column of what was published, beside what a challenger said. */
const SERVED = 'served_proba';

const GROUP_REQUESTS: readonly ColumnRequest[] = GROUPED_COLUMNS.map((name) => ({ name, kind: 'numeric' }));

const NO_GROUPS = Object.fromEntries(
  GROUPED_COLUMNS.map((name) => [name, new Float64Array()]),
) as unknown as GroupedColumns;
