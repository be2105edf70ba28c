import { type FeatureSpec, type Row, Table } from '@propensity/core';
import type { JobSettings } from '@propensity/core/config';
import type { BinCounts, SnapshotProfile } from '@propensity/core/drift';
import { canonicalJson, sha256Hex } from '@propensity/core/hashing';
import type {
  DistributionOptions,
  FeatureSnapshots,
  KnownDefinitions,
  LabelledRows,
  OwnTable,
  ProfileOptions,
  SnapshotSummary,
} from '@propensity/core/ports';
import type { CalendarDay } from '@propensity/core/windows';
import {
  binCountsOf,
  type CategoricalBinRow,
  type CategoricalProfileRow,
  categoricalBinsSql,
  categoricalProfileSql,
  type GuardedCount,
  googlesqlDialect,
  guardedBinsOf,
  guardedBinsSql,
  guardedProfileOf,
  guardedProfileSql,
  labelledRowsSql,
  numericBinsSql,
  numericProfileSql,
  ownTableOf,
  queryRelation,
  type Relation,
  type SnapshotTables,
  snapshotFeatures,
  snapshotProfileOf,
  snapshotTableName,
  snapshotTablePrefix,
  tableRelation,
  USER_TABLE_PREFIXES,
} from '@propensity/warehouse-sql';
import type { ReadStatement, WriteStatement } from '../jobs/statement.js';
import { type ReadsRows, STAND_IN_ROWS, WRITES } from '../jobs/statement-purpose.js';
import type { ColumnRequest } from '../readers/column-filler.js';
import type { ColumnReader } from '../readers/column-reader.js';
import { type BigQueryWarehouse, isTableMissing } from '../warehouse/bigquery-warehouse.js';
import { expiringTableSql, prolongTableSql } from '../warehouse/expiring-table.js';
import { listTables, noTablesYet, type TableInList } from '../warehouse/list-tables.js';
import type { SnapshotRows } from './snapshot-rows.js';

/** At least. */
const LIFE_DAYS = 30;
/** Of a table of one's own, unless predictions are kept for less: later ones tell by them which columns have changed. */
const FINISHED_LIFE_DAYS = 400;
/** Of a table of several snapshots, from which each is copied; it is named for the day it is made on, so that one that is found lasts. */
const STAGING_DAYS = 2;
const DAY_MS = 86_400_000;
/** What a plan cannot know: it counts no rows. */
const IN_MEMORY =
  'Planned in memory: where these rows do not fit, training.where "auto" adds them up in BigQuery instead. doctor says which; "warehouse" lists the statements for that.';
/** A snapshot that is found with less life than this left is given a new one. */
const ENOUGH_LIFE_MS = 86_400_000;

export interface BigQueryFeatureSnapshotsOptions {
  readonly warehouse: BigQueryWarehouse;
  readonly rows: SnapshotRows;
  readonly reader: Pick<ColumnReader, 'read'>;
  readonly settings: JobSettings;
}

/**
 * `FeatureSnapshots` as tables of the work data set, one per snapshot, made by one statement: a half-made one cannot be. A table's name
 * carries a hash of everything that decides its rows; so a day that was written again is computed again.
 */
export class BigQueryFeatureSnapshots implements FeatureSnapshots, SnapshotTables {
  readonly knownDefinitions: KnownDefinitions;
  readonly ownTable?: OwnTable;
  readonly #features: readonly FeatureSpec[] | undefined;
  /** For the tables of snapshots that were computed together: where their rows are. */
  readonly #together = new Map<string, string>();

  /** @param features of the columns, in order; those of the configuration when left out */
  constructor(
    readonly options: BigQueryFeatureSnapshotsOptions,
    features?: readonly FeatureSpec[],
  ) {
    this.#features = features;
    this.knownDefinitions = {
      recognise: (features) => options.rows.recognise(features),
      snapshotsOf: (features) => this.of(features),
      ...(options.rows.property === undefined ? {} : { property: options.rows.property }),
    };
    const { finished } = options.rows;
    if (finished === undefined) return;
    this.ownTable = ownTableOf(finished, {
      features: () => this.features,
      formerOf: (snapshot) => this.#formerOf(snapshot),
      readLabelled: (snapshots) =>
        this.#readLabelled(snapshots, async (snapshot) =>
          queryRelation(await options.rows.query(snapshot, this.features)),
        ),
    });
  }

  /** Those of a finished table are known once it has been looked at. */
  get features(): readonly FeatureSpec[] {
    return this.#features ?? this.options.rows.features;
  }

  async prepare(snapshots: readonly CalendarDay[]): Promise<void> {
    const missing: CalendarDay[] = [];
    for (const snapshot of snapshots) {
      if ((await this.#users(await this.#table(snapshot))) === null) missing.push(snapshot);
    }
    await this.options.rows.prepare(missing);
    this.#together.clear();
    const groups = (await this.options.rows.several?.groupsOf(missing)) ?? [];
    for (const group of groups) await this.#computeTogether(group);
  }

  /** Computes snapshots into a table of all of them, from which `materialise` takes each. */
  async #computeTogether(group: readonly CalendarDay[]): Promise<void> {
    const { warehouse, rows } = this.options;
    const tables = new Map<CalendarDay, string>();
    for (const snapshot of group) tables.set(snapshot, await this.#table(snapshot));
    const madeOn = Math.floor((warehouse.api.serverTime ?? Date.now()) / DAY_MS);
    const hash = sha256Hex(canonicalJson([madeOn, ...tables.values()])).slice(0, 12);
    const staging = warehouse.work.fullName(`${USER_TABLE_PREFIXES.stagedSnapshots}${hash}`);
    const query = await rows.several!.query(group, this.features);
    await warehouse.work.ensure();
    await warehouse.jobs.write(this.togetherStatement(group, staging, query));
    await warehouse.forgotten.eraseSince([staging]);
    for (const [snapshot, table] of tables) this.#together.set(table, ofTogetherSql(staging, snapshot));
  }

  async materialise(snapshot: CalendarDay): Promise<SnapshotSummary> {
    const { warehouse, rows } = this.options;
    const table = await this.#table(snapshot);
    const known = await this.#users(table);
    if (known !== null) return { snapshot, users: known };
    const query = this.#together.get(table) ?? (await rows.query(snapshot, this.features));
    try {
      await warehouse.work.ensure();
      await warehouse.jobs.write(this.materialiseStatement(snapshot, table, query));
    } catch (error) {
      // Of two that make the same table at once, one may fail because it is there.
      const made = await this.#users(table);
      if (made === null) throw error;
      return { snapshot, users: made };
    }
    await warehouse.forgotten.eraseSince([table]);
    return { snapshot, users: (await this.#users(table)) ?? 0 };
  }

  readLabelled(snapshots: readonly CalendarDay[]): Promise<LabelledRows> {
    return this.#readLabelled(snapshots, (snapshot) => this.#stored(snapshot));
  }

  async #readLabelled(
    snapshots: readonly CalendarDay[],
    rowsOf: (snapshot: CalendarDay) => Promise<Relation>,
  ): Promise<LabelledRows> {
    const { warehouse, reader } = this.options;
    const result = await warehouse.jobs.read(await this.labelledStatement(snapshots, rowsOf));
    const features = this.features.map(({ name, kind }) => ({ name, kind, repeat: true }));
    const requests = [...READ_FIRST, ...features];
    const columns = await reader.read({ table: result.table!, requests, rowCount: await result.rowCount() });
    const table = new Table(requests.map(({ name }, index) => [name, columns[index]!] as const));
    return {
      features: table.select(this.features.map(({ name }) => name)),
      labels: table.numeric('label'),
      snapshotIndex: Int32Array.from(table.numeric('snapshot_index')),
      snapshots,
      userBucket: table.numeric('user_bucket'),
      eventCount: table.numeric('event_count'),
    };
  }

  async profile(snapshot: CalendarDay, options: ProfileOptions): Promise<SnapshotProfile> {
    const { jobs } = this.options.warehouse;
    // One after the other, in the order of the plan.
    const read: object[][] = [];
    for (const statement of await this.profileStatements(snapshot, options)) {
      read.push(await (await jobs.read(statement)).rows<object>());
    }
    const [numeric, categorical] = read;
    if (options.minUsers !== undefined) return guardedProfileOf(this.features, numeric as GuardedCount[]);
    const [row] = numeric as Record<string, number>[];
    return snapshotProfileOf(this.features, row!, (categorical ?? []) as CategoricalProfileRow[]);
  }

  async distribution(snapshot: CalendarDay, options: DistributionOptions): Promise<readonly BinCounts[]> {
    const { jobs } = this.options.warehouse;
    const read: object[][] = [];
    for (const statement of await this.distributionStatements(snapshot, options)) {
      read.push(await (await jobs.read(statement)).rows<object>());
    }
    const [numeric, categorical] = read;
    if (options.minUsers !== undefined) return guardedBinsOf(options.bins, (numeric ?? []) as GuardedCount[]);
    const [row] = numeric as Record<string, number>[];
    return binCountsOf(options.bins, row!, (categorical ?? []) as CategoricalBinRow[]);
  }

  async readUser(snapshot: CalendarDay, userId: string): Promise<Row | null> {
    const [row] =
      (await this.#rowsOf(await this.#table(snapshot), userId)) ?? (await this.#formerRowsOf(snapshot, userId)) ?? [];
    return row ?? null;
  }

  /** From the newest table that was made of these features before rows arrived late; null where there is none. */
  async #formerRowsOf(snapshot: CalendarDay, userId: string): Promise<readonly Row[] | null> {
    const [newest] = await this.#madeOf(snapshot);
    return newest === undefined ? null : this.#rowsOf(this.options.warehouse.work.fullName(newest), userId);
  }

  /** The tables that were made of these features, the newest first. */
  async #madeOf(snapshot: CalendarDay): Promise<readonly string[]> {
    const { api, work } = this.options.warehouse;
    const made = await listTables(api, work.name, [snapshotTablePrefix(snapshot, this.features)]).catch(noTablesYet);
    const madeAt = ({ creationTime = '0' }: TableInList) => Number(creationTime);
    return made.sort((a, b) => madeAt(b) - madeAt(a)).map(({ tableReference }) => tableReference.tableId);
  }

  /** A user's rows of a table; null when the table is not there. */
  async #rowsOf(table: string, userId: string): Promise<readonly Row[] | null> {
    try {
      return await this.options.warehouse.jobs.lookup<Row>(this.userStatement(table, userId));
    } catch (error) {
      if (isTableMissing(error)) return null;
      throw error;
    }
  }

  /** The snapshots that have these features by these definitions: these ones, where all of them are in it. */
  of(features: readonly FeatureSpec[]): BigQueryFeatureSnapshots {
    const known = this.options.rows.recognise(features).filter((feature) => feature !== null);
    // A finished table is not read for columns that a model has not.
    if (this.options.rows.finished !== undefined) return new BigQueryFeatureSnapshots(this.options, known);
    if (snapshotFeatures(this.features, known) === this.features) return this;
    return new BigQueryFeatureSnapshots(this.options, snapshotFeatures(this.options.rows.features, known));
  }

  /** The table that was last made of S, where its rows were others than they are. */
  async #formerOf(snapshot: CalendarDay): Promise<Relation | null> {
    if ((await this.#users(await this.#table(snapshot))) !== null) return null;
    const [former] = await this.#madeOf(snapshot);
    const { work } = this.options.warehouse;
    return former === undefined ? null : tableRelation(googlesqlDialect, work.fullName(former));
  }

  tableOf(snapshot: CalendarDay, features: readonly FeatureSpec[]): Promise<string> {
    return this.of(features).#table(snapshot);
  }

  labels(snapshot: CalendarDay): Promise<Relation> {
    return this.options.rows.labels(snapshot);
  }

  togetherStatement(group: readonly CalendarDay[], staging: string, query: string): WriteStatement {
    const layout = { partitionBy: 'snapshot', clusterBy: ['user_id'] };
    return {
      step: `snapshots-${group[0]}-to-${group.at(-1)}`,
      purpose: WRITES,
      sql: expiringTableSql({ table: staging, query, days: STAGING_DAYS, ...layout }),
    };
  }

  materialiseStatement(snapshot: CalendarDay, table: string, query: string): WriteStatement {
    return {
      step: `snapshot-${snapshot}`,
      purpose: WRITES,
      sql: expiringTableSql({ table, query, days: this.#lifeDays(), clusterBy: ['user_id'] }),
    };
  }

  /** Of numbers, and of categories where there are some. */
  async profileStatements(snapshot: CalendarDay, options: ProfileOptions): Promise<ReadStatement[]> {
    const { features } = this;
    const relation = tableRelation(googlesqlDialect, await this.#table(snapshot));
    const profile = { ...options, dialect: googlesqlDialect, snapshot: relation, features };
    if (options.minUsers !== undefined) {
      const standIn = [0, 1].map((bin) => ({ feature: -1, bin, users: 1 }));
      return [
        { step: `profile-${snapshot}`, purpose: { kind: 'reads rows', standIn }, sql: guardedProfileSql(profile) },
      ];
    }
    const nothing = features.flatMap((_, index) => [`missing_${index}`, `zero_${index}`]).map((name) => [name, 0]);
    const numbers = [{ users: 1, profiled: 1, ...Object.fromEntries(nothing) }];
    const categories = features.map((_, index) => ({ feature: index, missing: 0, unseen: 0 }));
    const categorical = categoricalProfileSql(profile);
    return [
      {
        step: `profile-numbers-${snapshot}`,
        purpose: { kind: 'reads rows', standIn: numbers },
        sql: numericProfileSql(profile),
      },
      ...(categorical === null
        ? []
        : [
            {
              step: `profile-categories-${snapshot}`,
              purpose: { kind: 'reads rows', standIn: categories } as const,
              sql: categorical,
            },
          ]),
    ];
  }

  /** Of numbers, and of categories where there are some. */
  async distributionStatements(snapshot: CalendarDay, options: DistributionOptions): Promise<ReadStatement[]> {
    const relation = tableRelation(googlesqlDialect, await this.#table(snapshot));
    const bins = { ...options, dialect: googlesqlDialect, snapshot: relation };
    if (options.minUsers !== undefined) {
      const sql = guardedBinsSql(bins);
      return sql === null ? [] : [{ step: `count-${snapshot}`, purpose: { kind: 'reads rows', standIn: [] }, sql }];
    }
    const nothing = options.bins.flatMap((bin, index) =>
      bin.kind === 'numeric' ? [`known_${index}`, ...bin.edges.map((_, place) => `from_${index}_${place}`)] : [],
    );
    const numbers = [{ counted: 1, ...Object.fromEntries(nothing.map((name) => [name, 0])) }];
    const categorical = categoricalBinsSql(bins);
    return [
      {
        step: `count-numbers-${snapshot}`,
        purpose: { kind: 'reads rows', standIn: numbers },
        sql: numericBinsSql(bins),
      },
      ...(categorical === null
        ? []
        : [
            {
              step: `count-categories-${snapshot}`,
              purpose: { kind: 'reads rows', standIn: [] } as const,
              sql: categorical,
            },
          ]),
    ];
  }

  /** Reads one cluster of the table. */
  userStatement(table: string, userId: string): ReadStatement<ReadsRows> {
    const columns = this.features.map(({ name }) => googlesqlDialect.column(name));
    return {
      step: 'read-user',
      purpose: { kind: 'reads rows', standIn: [] },
      sql: `SELECT ${columns.join(', ')} FROM ${googlesqlDialect.table(table)} WHERE user_id = @user_id`,
      params: { user_id: { type: 'string', value: userId } },
    };
  }

  /** @param rowsOf where the rows of a snapshot are; in its table when left out */
  async labelledStatement(
    snapshots: readonly CalendarDay[],
    rowsOf = (snapshot: CalendarDay) => this.#stored(snapshot),
  ): Promise<ReadStatement> {
    const labelled = await Promise.all(
      snapshots.map(async (snapshot) => ({
        snapshot: await rowsOf(snapshot),
        labels: await this.labels(snapshot),
      })),
    );
    const features = this.features.map(({ name }) => name);
    const { sampleShare, where = 'auto' } = this.options.settings.training;
    return {
      step: 'training-rows',
      purpose: {
        kind: 'reads columns',
        standInRows: STAND_IN_ROWS * snapshots.length,
        ...(where === 'auto' && { note: IN_MEMORY }),
      },
      sql: labelledRowsSql({ dialect: googlesqlDialect, snapshots: labelled, features, sampleShare }),
    };
  }

  async #stored(snapshot: CalendarDay): Promise<Relation> {
    return tableRelation(googlesqlDialect, await this.#table(snapshot));
  }

  async #table(snapshot: CalendarDay): Promise<string> {
    const { warehouse, rows } = this.options;
    return warehouse.work.fullName(snapshotTableName(snapshot, this.features, await rows.decisive(snapshot)));
  }

  #lifeDays(): number {
    const { rows, settings } = this.options;
    const kept = Math.min(FINISHED_LIFE_DAYS, settings.retentionDays ?? FINISHED_LIFE_DAYS);
    return rows.finished === undefined ? LIFE_DAYS : Math.max(LIFE_DAYS, kept);
  }

  /** Rows of the table, which is given enough life to be used; null when it is not there. */
  async #users(table: string): Promise<number | null> {
    const { warehouse } = this.options;
    const found = await warehouse.describe(table);
    if (found === null) return null;
    const expires = Number(found.expirationTime ?? Number.POSITIVE_INFINITY);
    if (expires - (warehouse.api.serverTime ?? Date.now()) < ENOUGH_LIFE_MS) {
      await warehouse.jobs.write({
        step: 'prolong-snapshot',
        purpose: WRITES,
        sql: prolongTableSql(table, this.#lifeDays()),
      });
    }
    return Number(found.numRows ?? 0);
  }
}

/** The rows of one of the snapshots that were computed together. */
function ofTogetherSql(staging: string, snapshot: CalendarDay): string {
  const { table, date } = googlesqlDialect;
  return `SELECT * EXCEPT (snapshot) FROM ${table(staging)} AS several WHERE snapshot = ${date(snapshot)}`;
}

/** What is read before the features. */
const READ_FIRST: readonly ColumnRequest[] = ['snapshot_index', 'user_bucket', 'event_count', 'label'].map((name) => ({
  name,
  kind: 'numeric',
}));
