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
  createTableSql,
  duckdbDialect,
  type GuardedCount,
  guardedBinsOf,
  guardedBinsSql,
  guardedProfileOf,
  guardedProfileSql,
  labelledSnapshotSql,
  numericBinsSql,
  numericProfileSql,
  ownTableOf,
  queryRelation,
  type Relation,
  replaceRowsSql,
  SNAPSHOT_CATALOGUE,
  type SnapshotTables,
  sampledUsersSql,
  snapshotFeatures,
  snapshotProfileOf,
  snapshotTableName,
  tableRelation,
} from '@propensity/warehouse-sql';
import {
  type ColumnRequest,
  ColumnsInPlace,
  featureColumn,
  type PlacedColumnRequest,
  readColumns,
} from '../warehouse/duckdb-columns.js';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import type { SnapshotRows } from './snapshot-rows.js';
import { CATALOGUE } from './snapshot-tables.js';

const DAY_MS = 86_400_000;
/** Snapshots older than this are dropped; they can be computed again. */
const EXPIRY_DAYS = 30;
/** Of a table of one's own, unless predictions are kept for less: later ones tell by them which columns have changed. */
const FINISHED_EXPIRY_DAYS = 400;

/** `SnapshotTables` whose labels are read from files. */
export interface DuckDbSnapshotTables extends SnapshotTables {
  /** Runs `read`, which reads `labels(snapshot)`. @throws PropensityError `unreadable_export` */
  readingLabels<T>(snapshot: CalendarDay, read: () => Promise<T>): Promise<T>;
}

export interface DuckDbFeatureSnapshotsOptions {
  readonly warehouse: LocalWarehouse;
  readonly rows: SnapshotRows;
  readonly settings: JobSettings;
  readonly clock: () => number;
}

/**
 * `FeatureSnapshots` as tables of the warehouse, one per snapshot. A table's name carries a hash of everything that
 * decides its rows; so a changed export is computed again.
 */
export class DuckDbFeatureSnapshots implements FeatureSnapshots, DuckDbSnapshotTables {
  readonly knownDefinitions: KnownDefinitions;
  readonly ownTable?: OwnTable;
  readonly #features: readonly FeatureSpec[] | undefined;

  /** @param features of the columns, in order; those of the configuration when left out */
  constructor(
    readonly options: DuckDbFeatureSnapshotsOptions,
    features?: readonly FeatureSpec[],
  ) {
    this.#features = features;
    this.knownDefinitions = {
      recognise: (features) => options.rows.recognise(features),
      snapshotsOf: (features) => this.#of(features),
      ...(options.rows.property === undefined ? {} : { property: options.rows.property }),
    };
    const { finished } = options.rows;
    if (finished === undefined) return;
    this.ownTable = ownTableOf(finished, {
      features: () => this.features,
      formerOf: (snapshot) => this.#formerOf(snapshot),
      readLabelled: (snapshots) =>
        this.#readLabelled(snapshots, (snapshot) =>
          options.rows.compute(snapshot, this.features, async (query) => queryRelation(query)),
        ),
    });
  }

  /** Those of a finished table are known once it has been looked at. */
  get features(): readonly FeatureSpec[] {
    return this.#features ?? this.options.rows.features;
  }

  prepare(snapshots: readonly CalendarDay[]): Promise<void> {
    return this.options.warehouse.exclusively(async () => {
      await this.#createCatalogue();
      const missing: CalendarDay[] = [];
      for (const snapshot of snapshots) {
        if ((await this.#users(await this.#table(snapshot))) === null) missing.push(snapshot);
      }
      await this.options.rows.prepare(missing);
    });
  }

  materialise(snapshot: CalendarDay): Promise<SnapshotSummary> {
    // Two jobs at once would both find the table missing.
    return this.options.warehouse.exclusively(() => this.#materialise(snapshot));
  }

  async #materialise(snapshot: CalendarDay): Promise<SnapshotSummary> {
    const { rows } = this.options;
    const table = await this.#table(snapshot);
    await this.#createCatalogue();
    await this.#dropExpired();
    const known = await this.#users(table);
    if (known !== null) return { snapshot, users: known };
    const users = await rows.compute(snapshot, this.features, (query) => this.#create(snapshot, table, query));
    return { snapshot, users };
  }

  async #create(snapshot: CalendarDay, table: string, query: string): Promise<number> {
    const { warehouse } = this.options;
    return warehouse.transaction(async () => {
      // Left to itself, DuckDB may begin with the part of fewest users, whose few blocks keep one thread busy.
      await warehouse.joiningAsWritten(() => warehouse.run(`CREATE TABLE ${duckdbDialect.table(table)} AS ${query}`));
      const users = await warehouse.rowCount(table);
      for (const sql of this.#catalogueSql(table, snapshot, users)) await warehouse.run(sql);
      return users;
    });
  }

  readLabelled(snapshots: readonly CalendarDay[]): Promise<LabelledRows> {
    return this.#readLabelled(snapshots, async (snapshot) => tableRelation(duckdbDialect, await this.#table(snapshot)));
  }

  async #readLabelled(
    snapshots: readonly CalendarDay[],
    rowsOf: (snapshot: CalendarDay) => Promise<Relation>,
  ): Promise<LabelledRows> {
    const { warehouse } = this.options;
    const statements: LabelledStatement[] = [];
    for (const snapshot of snapshots) statements.push(await this.#labelledStatement(snapshot, await rowsOf(snapshot)));
    const requests = this.#labelledColumns();
    const length = statements.reduce((sum, { rows }) => sum + rows, 0);
    const columns = new ColumnsInPlace(requests, length);
    // One snapshot at a time: all of them at once would be sorted in memory.
    for (const { snapshot, sql } of statements) {
      await this.readingLabels(snapshot, () => warehouse.exclusively((connection) => columns.add(connection, sql)));
    }
    const read = columns.finish();
    const table = new Table(requests.map(({ name }, index) => [name, read[index]!] as const));
    const snapshotIndex = new Int32Array(length);
    statements.reduce((start, { rows }, index) => {
      snapshotIndex.fill(index, start, start + rows);
      return start + rows;
    }, 0);
    return {
      features: table.select(this.features.map(({ name }) => name)),
      labels: table.numeric(LABEL),
      snapshotIndex,
      snapshots,
      userBucket: table.numeric('user_bucket'),
      eventCount: table.numeric('event_count'),
    };
  }

  async profile(snapshot: CalendarDay, options: ProfileOptions): Promise<SnapshotProfile> {
    const { warehouse } = this.options;
    const { features } = this;
    const profile = {
      ...options,
      dialect: duckdbDialect,
      snapshot: tableRelation(duckdbDialect, await this.#table(snapshot)),
      features,
    };
    if (options.minUsers !== undefined) {
      return guardedProfileOf(features, await warehouse.rows<GuardedCount>(guardedProfileSql(profile)));
    }
    const [numeric] = await warehouse.rows<Record<string, number>>(numericProfileSql(profile));
    const sql = categoricalProfileSql(profile);
    const categorical = sql === null ? [] : await warehouse.rows<CategoricalProfileRow>(sql);
    return snapshotProfileOf(features, numeric!, categorical);
  }

  async distribution(snapshot: CalendarDay, options: DistributionOptions): Promise<readonly BinCounts[]> {
    const { warehouse } = this.options;
    const table = tableRelation(duckdbDialect, await this.#table(snapshot));
    const bins = { ...options, dialect: duckdbDialect, snapshot: table };
    if (options.minUsers !== undefined) {
      const guarded = guardedBinsSql(bins);
      return guardedBinsOf(options.bins, guarded === null ? [] : await warehouse.rows<GuardedCount>(guarded));
    }
    const [numeric] = await warehouse.rows<Record<string, number>>(numericBinsSql(bins));
    const sql = categoricalBinsSql(bins);
    const categorical = sql === null ? [] : await warehouse.rows<CategoricalBinRow>(sql);
    return binCountsOf(options.bins, numeric!, categorical);
  }

  async readUser(snapshot: CalendarDay, userId: string): Promise<Row | null> {
    const { warehouse } = this.options;
    await this.#createCatalogue();
    const table = await this.#storedTable(snapshot);
    if (table === null) return null;
    const columns = this.features.map((feature) => featureColumn('f', feature));
    const sql = `SELECT ${columns.join(', ')} FROM ${duckdbDialect.table(table)} AS f WHERE user_id = ${duckdbDialect.string(userId)}`;
    const read = await warehouse.exclusively((connection) => readColumns(connection, sql, this.features));
    const found = new Table(this.features.map(({ name }, index) => [name, read[index]!] as const));
    return found.nRows === 0 ? null : found.row(0);
  }

  /** The table that was last made of S, where its rows were others than they are. */
  async #formerOf(snapshot: CalendarDay): Promise<Relation | null> {
    await this.#createCatalogue();
    const table = await this.#table(snapshot);
    const former = (await this.#users(table)) === null ? await this.#formerTable(snapshot, table) : null;
    return former === null ? null : tableRelation(duckdbDialect, former);
  }

  tableOf(snapshot: CalendarDay, features: readonly FeatureSpec[]): Promise<string> {
    return this.#of(features).#table(snapshot);
  }

  labels(snapshot: CalendarDay): Promise<Relation> {
    return this.options.rows.labels(snapshot);
  }

  readingLabels<T>(snapshot: CalendarDay, read: () => Promise<T>): Promise<T> {
    return this.options.rows.readingLabels(snapshot, read);
  }

  /** The snapshots that have these features by these definitions: these ones, where all of them are in it. */
  #of(features: readonly FeatureSpec[]): DuckDbFeatureSnapshots {
    const known = this.options.rows.recognise(features).filter((feature) => feature !== null);
    // A finished table is not read for columns that a model has not.
    if (this.options.rows.finished !== undefined) return new DuckDbFeatureSnapshots(this.options, known);
    if (snapshotFeatures(this.features, known) === this.features) return this;
    return new DuckDbFeatureSnapshots(this.options, snapshotFeatures(this.options.rows.features, known));
  }

  async #table(snapshot: CalendarDay): Promise<string> {
    return snapshotTableName(snapshot, this.features, await this.options.rows.decisive(snapshot));
  }

  /** The table of the export as it is now, or else the newest that was made of these features before rows arrived late. */
  async #storedTable(snapshot: CalendarDay): Promise<string | null> {
    const table = await this.#table(snapshot);
    if ((await this.#users(table)) !== null) return table;
    return this.#formerTable(snapshot, table);
  }

  /** The newest other table that was made of these features. */
  async #formerTable(snapshot: CalendarDay, table: string): Promise<string | null> {
    const [former] = await this.options.warehouse.rows<{ table_name: string }>(
      `SELECT table_name FROM ${CATALOGUE} WHERE snapshot = ${duckdbDialect.date(snapshot)} AND feature_hash = ${duckdbDialect.string(this.#featureHash())} AND table_name <> ${duckdbDialect.string(table)}
ORDER BY created_at DESC, table_name LIMIT 1`,
    );
    return former?.table_name ?? null;
  }

  #featureHash(): string {
    return sha256Hex(canonicalJson(this.features)).slice(0, 16);
  }

  #labelledColumns(): PlacedColumnRequest[] {
    const facts = ['user_bucket', 'event_count'].map((name): ColumnRequest => ({ name, kind: 'numeric' }));
    const features = this.features.map(({ name, kind }) => ({ name, kind, repeat: true }));
    return [...facts, ...features, { name: LABEL, kind: 'numeric' }];
  }

  async #labelledStatement(snapshot: CalendarDay, rows: Relation): Promise<LabelledStatement> {
    const { warehouse, settings } = this.options;
    const requests = this.#labelledColumns();
    const { sampleShare } = settings.training;
    const sql = labelledSnapshotSql({
      dialect: duckdbDialect,
      snapshot: rows,
      labels: await this.labels(snapshot),
      columns: requests.slice(0, -1).map((request) => featureColumn('f', request)),
      sampleShare,
    });
    const [counted] = await warehouse.rows<{ n: number }>(sampledUsersSql(rows, sampleShare));
    return { snapshot, sql: `${sql}\nORDER BY f.user_bucket, f.user_id`, rows: counted!.n };
  }

  #createCatalogue(): Promise<void> {
    return this.options.warehouse.run(createTableSql(duckdbDialect, CATALOGUE, SNAPSHOT_CATALOGUE));
  }

  async #users(table: string): Promise<number | null> {
    const rows = await this.options.warehouse.rows<{ users: number }>(
      `SELECT users FROM ${CATALOGUE} WHERE table_name = ${duckdbDialect.string(table)}`,
    );
    return rows[0]?.users ?? null;
  }

  #catalogueSql(table: string, snapshot: CalendarDay, users: number): string[] {
    const now = this.options.clock();
    const { rows, settings } = this.options;
    const kept = Math.min(FINISHED_EXPIRY_DAYS, settings.retentionDays ?? FINISHED_EXPIRY_DAYS);
    const days = rows.finished === undefined ? EXPIRY_DAYS : Math.max(EXPIRY_DAYS, kept);
    const row = {
      table_name: table,
      snapshot,
      feature_hash: this.#featureHash(),
      users,
      created_at: new Date(now).toISOString(),
      expires_at: new Date(now + days * DAY_MS).toISOString(),
    };
    return replaceRowsSql(duckdbDialect, CATALOGUE, SNAPSHOT_CATALOGUE, [row]);
  }

  async #dropExpired(): Promise<void> {
    const { warehouse, clock } = this.options;
    const now = duckdbDialect.timestamp(new Date(clock()).toISOString());
    const expired = await warehouse.rows<{ table_name: string }>(
      `SELECT table_name FROM ${CATALOGUE} WHERE expires_at < ${now}`,
    );
    for (const { table_name } of expired) {
      await warehouse.transaction(async () => {
        await warehouse.run(`DROP TABLE IF EXISTS ${duckdbDialect.table(table_name)}`);
        await warehouse.run(`DELETE FROM ${CATALOGUE} WHERE table_name = ${duckdbDialect.string(table_name)}`);
      });
    }
  }
}

const LABEL = 'label';

/** Reads one snapshot's rows with their labels. */
interface LabelledStatement {
  readonly snapshot: CalendarDay;
  readonly sql: string;
  /** How many it reads. */
  readonly rows: number;
}
