import { rm } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { type ModelArtifact, Table } from '@propensity/core';
import {
  GROUPED_COLUMNS,
  groupedColumns,
  type OutcomeEntries,
  type OutcomeGrouping,
  outcomeEntries,
  type ShadowEntries,
} from '@propensity/core/counted-scores';
import type { Selection } from '@propensity/core/decisions';
import type { PredictResult, ProbaResult } from '@propensity/core/jobs';
import type {
  DriftOfWeek,
  PredictionRun,
  PredictionStore,
  PublishedRun,
  ShadowScores,
  StagedChecks,
  StagedScores,
} from '@propensity/core/ports';
import { olderSnapshot, predictResult } from '@propensity/core/predictions';
import type { CalendarDay } from '@propensity/core/windows';
import {
  appendHistorySql,
  appendShadowSql,
  type DriftTableRow,
  driftOfWeeks,
  driftRowsSql,
  duckdbDialect,
  forgetGivenSql,
  forgetGroupsSql,
  forgetOldSql,
  type GroupedOutcomesOptions,
  groupedOutcomesSql,
  lastSelectedSql,
  PREDICTION_RUNS,
  type PublishedRunRow,
  type PublishTables,
  predictionRunRow,
  predictionRunsSql,
  publishedRunOf,
  replaceDriftSql,
  replacePredictionsSql,
  replaceRowsSql,
  type ScoringOptions,
  type StagedChecksRow,
  scoreBinsSql,
  scoreCountsOf,
  scoresChecksumSql,
  scoringSql,
  selectedSql,
  settleGroupsSql,
  stagedChecksOf,
  stagedChecksSql,
  TARGET_COLUMN,
  tableRelation,
} from '@propensity/warehouse-sql';
import type { ServedPredictions } from '../serving/served-predictions.js';
import { servingDraftPath } from '../serving/serving-file-path.js';
import { draftServingFile, isServed, publishServingFile } from '../serving/write-serving-file.js';
import type { DuckDbSnapshotTables } from '../snapshots/duckdb-feature-snapshots.js';
import { type ColumnRequest, featureColumn, readColumns } from '../warehouse/duckdb-columns.js';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

/** Temporary tables of the connection, one per batch: a killed process leaves nothing behind. */
const STAGING_PREFIX = 'staged_scores_';

/** `PredictionStore` over the predictions tables of the warehouse; scores never leave it but for the sample. */
export class DuckDbPredictionStore implements PredictionStore {
  #staged = 0;

  constructor(
    readonly warehouse: LocalWarehouse,
    readonly snapshots: DuckDbSnapshotTables,
    readonly served: ServedPredictions,
  ) {}

  async stage(artifact: ModelArtifact, snapshot: CalendarDay, known?: readonly PublishedRun[]): Promise<StagedScores> {
    const table = await this.snapshots.tableOf(snapshot, artifact.features);
    const scores = scoringSql({
      dialect: duckdbDialect,
      artifact,
      snapshot: tableRelation(duckdbDialect, table),
      ...(await this.#storedAs(table)),
    });
    const staging = `${STAGING_PREFIX}${++this.#staged}`;
    const before = known ?? (await this.runs());
    await this.warehouse.streaming(() => this.warehouse.run(`CREATE TEMP TABLE ${staging} AS ${scores}`));
    return new DuckDbStagedScores({
      warehouse: this.warehouse,
      staging,
      table,
      artifact,
      before,
      runs: () => this.runs(),
    });
  }

  /** Which columns of a snapshot are integers, and the texts of those that are ENUMs. A snapshot of an earlier version may have neither. */
  async #storedAs(table: string): Promise<Required<Pick<ScoringOptions, 'integers' | 'coded'>>> {
    const columns = await this.warehouse.rows<{ column_name: string; column_type: string }>(
      `DESCRIBE ${duckdbDialect.table(table)}`,
    );
    const ofType = (matches: (type: string) => boolean) =>
      columns.filter(({ column_type }) => matches(column_type)).map(({ column_name }) => column_name);
    const enums = ofType((type) => type.startsWith('ENUM')).map(duckdbDialect.column);
    // Of no rows the greatest is NULL, whose type has all the texts.
    const texts = enums.map((name) => `enum_range(MAX(${name})) AS ${name}`);
    const [coded = {}] =
      texts.length === 0
        ? []
        : await this.warehouse.rows<Readonly<Record<string, readonly string[]>>>(
            `SELECT ${texts.join(', ')} FROM ${duckdbDialect.table(table)} WHERE FALSE`,
          );
    const integers = ofType((type) => type === duckdbDialect.typeNames.integer);
    return { integers: new Set(integers), coded: new Map(Object.entries(coded)) };
  }

  async runs(): Promise<readonly PublishedRun[]> {
    const rows = await this.warehouse.rows<PublishedRunRow>(
      predictionRunsSql(duckdbDialect, this.warehouse.tables.predictionRuns),
    );
    return rows.map(publishedRunOf);
  }

  async drift(target: string, from?: string): Promise<readonly DriftOfWeek[]> {
    const { warehouse } = this;
    return driftOfWeeks(
      await warehouse.rows<DriftTableRow>(driftRowsSql(duckdbDialect, warehouse.tables.drift, target, from)),
    );
  }

  find(userId: string, target: string): Promise<ProbaResult | null> {
    return this.served.find(userId, target);
  }

  async readOutcomes(week: CalendarDay, model: string, grouping: OutcomeGrouping): Promise<OutcomeEntries> {
    const history = this.warehouse.tables.predictionsHistory;
    const { proba, eventCount } = await this.#readGrouped(week, { history, model, grouping });
    return { proba, eventCount };
  }

  readShadow(week: CalendarDay, model: string, grouping: OutcomeGrouping): Promise<ShadowEntries> {
    return this.#readGrouped(week, {
      history: this.warehouse.tables.shadowPredictions,
      model,
      grouping,
      served: SERVED,
    });
  }

  async #readGrouped(
    week: CalendarDay,
    options: Pick<GroupedOutcomesOptions, 'history' | 'model' | 'grouping' | 'served'>,
  ): Promise<ShadowEntries> {
    const labels = await this.snapshots.labels(week);
    const groups = groupedOutcomesSql({ dialect: duckdbDialect, week, labels, ...options });
    const sql = `SELECT ${GROUPED_COLUMNS.map((name) => `CAST(${name} AS DOUBLE)`).join(', ')} FROM (${groups})`;
    const requests = GROUPED_COLUMNS.map((name): ColumnRequest => ({ name, kind: 'numeric' }));
    const columns = await this.snapshots.readingLabels(week, () =>
      this.warehouse.exclusively((connection) => readColumns(connection, sql, requests)),
    );
    const table = new Table(GROUPED_COLUMNS.map((name, index) => [name, columns[index]!] as const));
    return outcomeEntries(groupedColumns(table), options.grouping);
  }

  async settleGroups(week: CalendarDay, target: string): Promise<void> {
    const labels = await this.snapshots.labels(week);
    const sql = settleGroupsSql(duckdbDialect, this.warehouse.tables.exportGroups, labels, { target, week });
    await this.snapshots.readingLabels(week, () => this.warehouse.run(sql));
  }
}

/** The column of what was published, beside what a challenger said. */
const SERVED = 'served_proba';

/** Its multiples are spread evenly over [0, 1), whatever the seeds. */
const GOLDEN_RATIO = 0.618033988749895;

interface StagedBatch {
  readonly warehouse: LocalWarehouse;
  /** Name of the staging table. */
  readonly staging: string;
  /** Name of the feature snapshot's table. */
  readonly table: string;
  readonly artifact: ModelArtifact;
  /** The runs that were known when the scores were staged. */
  readonly before: readonly PublishedRun[];
  readonly runs: () => Promise<readonly PublishedRun[]>;
}

class DuckDbStagedScores implements StagedScores {
  readonly #tables: PublishTables;

  constructor(readonly batch: StagedBatch) {
    const { predictions, predictionsHistory, shadowPredictions } = batch.warehouse.tables;
    this.#tables = { staging: batch.staging, predictions, predictionsHistory, shadowPredictions };
  }

  async checks(): Promise<StagedChecks> {
    const { warehouse, staging, table } = this.batch;
    const [row] = await warehouse.streaming(() =>
      warehouse.rows<StagedChecksRow>(stagedChecksSql(duckdbDialect, staging, table)),
    );
    return stagedChecksOf(row!);
  }

  async distribution(edges: readonly number[]): Promise<readonly number[]> {
    const { warehouse, staging } = this.batch;
    const [row] = await warehouse.rows<Record<string, number>>(scoreBinsSql(duckdbDialect, staging, edges));
    return scoreCountsOf(edges, row!);
  }

  async sample(size: number, seed: number) {
    const { warehouse, staging, table, artifact } = this.batch;
    const requests = artifact.features.map(({ name, kind }) => ({ name, kind }));
    const columns = requests.map((request) => featureColumn('f', request));
    const users = await warehouse.rowCount(table);
    // Users who stand next to each other, where hashing has put them: others would have nearly all of the table read.
    const first = Math.floor(((seed * GOLDEN_RATIO) % 1) * Math.max(0, users - size));
    // The limit removes no row, but shows DuckDB that these rows are few: else it would build its hash table from all
    // scores.
    const sql = `SELECT s.proba, ${columns.join(', ')}
FROM (SELECT * FROM ${duckdbDialect.table(table)} WHERE rowid >= ${first} AND rowid < ${first + size} LIMIT ${size}) AS f
JOIN ${staging} AS s ON s.user_id = f.user_id`;
    const [proba, ...features] = await warehouse.streaming(() =>
      warehouse.exclusively((connection) =>
        readColumns(connection, sql, [{ name: 'proba', kind: 'numeric' }, ...requests]),
      ),
    );
    return {
      features: new Table(requests.map(({ name }, index) => [name, features[index]!] as const)),
      proba: new Table([['proba', proba!]]).numeric('proba'),
    };
  }

  async publish(
    run: PredictionRun,
    forgetBefore?: string,
    shadows: readonly ShadowScores[] = [],
  ): Promise<PredictResult> {
    const { warehouse, before, runs } = this.batch;
    const { folder } = warehouse.options;
    let draft: string | null = null;
    const publish = async () => {
      const keeps = await warehouse.forgotten.keeps();
      // Somebody may have been forgotten since the scores were staged.
      if (keeps !== undefined)
        await warehouse.run(`DELETE FROM ${this.#tables.staging} WHERE NOT (${keeps('user_id')})`);
      const published = await runs();
      const same = published.find(({ runId }) => runId === run.runId);
      if (same !== undefined && !before.some((known) => isDeepStrictEqual(known, same))) return same.result;
      const newest = published.findLast(({ target }) => target === run.target)?.snapshot;
      if (newest !== undefined && newest > run.snapshot) throw olderSnapshot(run.snapshot, newest);
      const forget =
        forgetBefore === undefined ? [] : forgetOldSql(duckdbDialect, this.#tables, run.target, forgetBefore);
      for (const sql of forget) await warehouse.run(sql);
      const selected = await this.#selectedSql(run.selection);
      const result = predictResult(run, await this.#replace(run, selected));
      for (const sql of appendHistorySql(duckdbDialect, this.#tables, run, selected)) await warehouse.run(sql);
      if (forgetBefore !== undefined) {
        const { exportGroups } = warehouse.tables;
        await warehouse.run(forgetGivenSql(duckdbDialect, warehouse.tables, run.target));
        await warehouse.run(forgetGroupsSql(duckdbDialect, exportGroups, run.target, forgetBefore));
      }
      for (const sql of replaceDriftSql(duckdbDialect, warehouse.tables.drift, run)) await warehouse.run(sql);
      for (const { model, staged } of shadows) {
        const { staging } = (staged as DuckDbStagedScores).batch;
        for (const sql of appendShadowSql(duckdbDialect, this.#tables, run, { model, staging }))
          await warehouse.run(sql);
      }
      const [scores] = await warehouse.rows<{ checksum: number }>(
        scoresChecksumSql(duckdbDialect, this.#tables.staging, selected),
      );
      const row = predictionRunRow({ ...run, result, scoresChecksum: scores!.checksum });
      for (const sql of replaceRowsSql(duckdbDialect, warehouse.tables.predictionRuns, PREDICTION_RUNS, [row])) {
        await warehouse.run(sql);
      }
      if (isServed(folder)) {
        // Before the transaction ends: where there is no room for the file, nothing is published.
        const path = servingDraftPath(folder);
        await warehouse.exclusively((connection) => draftServingFile(connection, path, warehouse.tables));
        draft = path;
      }
      return result;
    };
    return warehouse.exclusively(async () => {
      try {
        const result = await warehouse.streaming(() => warehouse.transaction(publish));
        if (draft !== null) await publishServingFile(draft, folder);
        return result;
      } finally {
        if (draft !== null) await rm(draft, { force: true });
      }
    });
  }

  /** Nobody has two rows of the target in either table, as the checks have seen to: it grows by who was not in it, and no join has to count them. */
  async #replace(run: PredictionRun, selectedSql: string): Promise<PredictResult['counts']> {
    const { warehouse } = this.batch;
    const { staging, predictions } = this.#tables;
    const scored = await warehouse.rowCount(staging);
    const rowsOfTarget = async () => {
      const ofTarget = `${duckdbDialect.identifier(TARGET_COLUMN.name)} = ${duckdbDialect.string(run.target)}`;
      const [row] = await warehouse.rows<{ n: number }>(
        `SELECT COUNT(*) AS n FROM ${duckdbDialect.table(predictions)} WHERE ${ofTarget}`,
      );
      return row!.n;
    };
    const before = await rowsOfTarget();
    for (const sql of replacePredictionsSql(duckdbDialect, this.#tables, run, selectedSql)) await warehouse.run(sql);
    const appended = (await rowsOfTarget()) - before;
    const overwritten = scored - appended;
    const [marked] = await warehouse.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${staging} WHERE ${selectedSql}`);
    return { scored, overwritten, appended, kept: before - overwritten, selected: marked!.n };
  }

  /** The condition that selects, with the last user whom a capacity takes written into it. */
  async #selectedSql(selection: Selection): Promise<string> {
    if ('threshold' in selection) return selectedSql(duckdbDialect, selection, null);
    const [last = null] = await this.batch.warehouse.rows<{ proba: number; user_id: string }>(
      lastSelectedSql(duckdbDialect, this.#tables.staging, selection.topUsers),
    );
    const texts = last && { proba: duckdbDialect.float(last.proba), userId: duckdbDialect.string(last.user_id) };
    return selectedSql(duckdbDialect, selection, texts);
  }

  async discard(): Promise<void> {
    await this.batch.warehouse.run(`DROP TABLE IF EXISTS ${this.batch.staging}`);
  }
}
