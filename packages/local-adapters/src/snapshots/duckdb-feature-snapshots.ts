import {
  addDays,
  type CalendarDay,
  type Column,
  canonicalJson,
  type FeatureSnapshots,
  type FeatureSpec,
  type JobSettings,
  type LabelledRows,
  type Row,
  type SnapshotSummary,
  sha256Hex,
  suffixOfDay,
  Table,
} from '@propensity/core';
import {
  duckdbDialect,
  type Feature,
  featureSnapshotParts,
  featureSpec,
  labelsSql,
  userSampleSql,
} from '@propensity/warehouse-sql';
import type { DuckDbEventSource } from '../export/duckdb-event-source.js';
import type { DuckDbFlatEvents } from '../export/duckdb-flat-events.js';
import { type ColumnRequest, featureColumn, readColumns } from '../warehouse/duckdb-columns.js';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

const DAY_MS = 86_400_000;
/** Snapshots older than this are dropped; they can be computed again from the export. */
const EXPIRY_DAYS = 30;

const CATALOGUE = `CREATE TABLE IF NOT EXISTS ma_feature_snapshots (
  table_name VARCHAR NOT NULL, snapshot DATE NOT NULL, feature_hash VARCHAR NOT NULL, users BIGINT, created_at TIMESTAMP, expires_at TIMESTAMP
)`;

export interface DuckDbFeatureSnapshotsOptions {
  readonly warehouse: LocalWarehouse;
  readonly events: DuckDbEventSource;
  readonly flatEvents: DuckDbFlatEvents;
  readonly catalogue: readonly Feature[];
  readonly settings: JobSettings;
  readonly clock: () => number;
}

/**
 * `FeatureSnapshots` as tables of the warehouse, one per snapshot. A table's name carries a hash of everything that
 * decides its rows: features, windows and the day files it was computed from; so a changed export is computed again.
 */
export class DuckDbFeatureSnapshots implements FeatureSnapshots {
  readonly features: readonly FeatureSpec[];

  constructor(readonly options: DuckDbFeatureSnapshotsOptions) {
    this.features = options.catalogue.map(featureSpec);
  }

  materialise(snapshot: CalendarDay): Promise<SnapshotSummary> {
    // Two jobs at once would both find the table missing.
    return this.options.warehouse.exclusively(() => this.#materialise(snapshot));
  }

  async #materialise(snapshot: CalendarDay): Promise<SnapshotSummary> {
    const { warehouse, flatEvents, settings, catalogue } = this.options;
    const table = await this.tableOf(snapshot);
    await warehouse.run(CATALOGUE);
    await this.#dropExpired();
    const known = await this.#users(table);
    if (known !== null) return { snapshot, users: known };

    const { lookbackDays, timeZone } = settings;
    const events = await flatEvents.cover(addDays(snapshot, -lookbackDays), snapshot);
    const { codes } = flatEvents;
    const { parts, rows } = featureSnapshotParts({
      dialect: codes.dialect,
      events,
      codes,
      snapshot,
      lookbackDays,
      timeZone,
      features: catalogue,
    });
    try {
      for (const { name, sql } of parts) await warehouse.createScratchTable(name, sql);
      return { snapshot, users: await this.#create(snapshot, table, rows) };
    } finally {
      for (const { name } of parts) await warehouse.dropScratchTable(name);
    }
  }

  async #create(snapshot: CalendarDay, table: string, rows: string): Promise<number> {
    const { warehouse } = this.options;
    return warehouse.transaction(async () => {
      // Left to itself, DuckDB may begin with the part of fewest users, whose few blocks keep one thread busy.
      await warehouse.joiningAsWritten(() => warehouse.run(`CREATE TABLE ${duckdbDialect.table(table)} AS ${rows}`));
      const users = await warehouse.rowCount(table);
      await warehouse.run(this.#catalogueRow(table, snapshot, users));
      return users;
    });
  }

  async readLabelled(snapshots: readonly CalendarDay[]): Promise<LabelledRows> {
    const parts: Column[][] = [];
    for (const snapshot of snapshots) parts.push(await this.#readOne(snapshot));
    const columns = READ_FIRST.concat(this.features).map((_, index) => concatenate(parts.map((part) => part[index]!)));
    const [bucket, eventCount, labels] = columns.slice(0, READ_FIRST.length).map(numbersOf);
    return {
      features: new Table(this.features.map(({ name }, index) => [name, columns[READ_FIRST.length + index]!] as const)),
      labels: labels!,
      snapshotIndex: Int32Array.from(
        parts.flatMap((part, index) => Array<number>(numbersOf(part[0]!).length).fill(index)),
      ),
      snapshots,
      userBucket: bucket!,
      eventCount: eventCount!,
    };
  }

  async readUser(snapshot: CalendarDay, userId: string): Promise<Row | null> {
    const { warehouse } = this.options;
    await warehouse.run(CATALOGUE);
    const table = await this.tableOf(snapshot);
    if ((await this.#users(table)) === null) return null;
    const columns = this.features.map((feature) => featureColumn('f', feature));
    const sql = `SELECT ${columns.join(', ')} FROM ${duckdbDialect.table(table)} AS f WHERE user_id = ${duckdbDialect.string(userId)}`;
    const read = await warehouse.exclusively((connection) => readColumns(connection, sql, this.features));
    const found = new Table(this.features.map(({ name }, index) => [name, read[index]!] as const));
    return found.nRows === 0 ? null : found.row(0);
  }

  /** The name of the table that holds, or will hold, the snapshot. */
  async tableOf(snapshot: CalendarDay): Promise<string> {
    const { lookbackDays, timeZone } = this.options.settings;
    const files = await this.options.flatEvents.files.filesBetween(addDays(snapshot, -lookbackDays), snapshot);
    const decisive = {
      features: this.features.map(({ name, definitionHash }) => [name, definitionHash]),
      lookbackDays,
      timeZone,
      files: files.map(({ path, fingerprint }) => [path, fingerprint]),
    };
    return `ma_features_${suffixOfDay(snapshot)}_${sha256Hex(canonicalJson(decisive)).slice(0, 12)}`;
  }

  /** Text to stand after FROM: `user_id` of everyone with the target event in [S, S + horizon). */
  async labels(snapshot: CalendarDay): Promise<string> {
    const { horizonDays, timeZone, targetEvent } = this.options.settings;
    const events = await this.options.events.deliveries(snapshot, addDays(snapshot, horizonDays));
    return `(${labelsSql({ dialect: duckdbDialect, events, snapshot, horizonDays, timeZone, targetEvent })})`;
  }

  /** Runs `read`, which reads the label window of `snapshot`. @throws PropensityError `unreadable_export` */
  readingLabels<T>(snapshot: CalendarDay, read: () => Promise<T>): Promise<T> {
    const { flatEvents, settings } = this.options;
    return flatEvents.files.reading(snapshot, addDays(snapshot, settings.horizonDays), read);
  }

  async #readOne(snapshot: CalendarDay): Promise<Column[]> {
    const { warehouse, settings } = this.options;
    const columns = this.features.map((feature) => featureColumn('f', feature));
    const sql = `SELECT f.user_bucket, CAST(f.event_count AS DOUBLE), CASE WHEN l.user_id IS NULL THEN 0e0 ELSE 1e0 END, ${columns.join(', ')}
FROM ${duckdbDialect.table(await this.tableOf(snapshot))} AS f
LEFT JOIN ${await this.labels(snapshot)} AS l ON l.user_id = f.user_id
WHERE ${userSampleSql('f.user_bucket', settings.training.sampleShare)}
ORDER BY f.user_bucket, f.user_id`;
    return this.readingLabels(snapshot, () =>
      warehouse.exclusively((connection) => readColumns(connection, sql, [...READ_FIRST, ...this.features])),
    );
  }

  async #users(table: string): Promise<number | null> {
    const rows = await this.options.warehouse.rows<{ users: number }>(
      `SELECT users FROM ma_feature_snapshots WHERE table_name = ${duckdbDialect.string(table)}`,
    );
    return rows[0]?.users ?? null;
  }

  #catalogueRow(table: string, snapshot: CalendarDay, users: number): string {
    const now = this.options.clock();
    const { string, date, timestamp } = duckdbDialect;
    const hash = sha256Hex(canonicalJson(this.features)).slice(0, 16);
    return `INSERT INTO ma_feature_snapshots VALUES (${string(table)}, ${date(snapshot)}, ${string(hash)}, ${users},
  ${timestamp(new Date(now).toISOString())}, ${timestamp(new Date(now + EXPIRY_DAYS * DAY_MS).toISOString())})`;
  }

  async #dropExpired(): Promise<void> {
    const { warehouse, clock } = this.options;
    const now = duckdbDialect.timestamp(new Date(clock()).toISOString());
    const expired = await warehouse.rows<{ table_name: string }>(
      `SELECT table_name FROM ma_feature_snapshots WHERE expires_at < ${now}`,
    );
    for (const { table_name } of expired) {
      await warehouse.transaction(async () => {
        await warehouse.run(`DROP TABLE IF EXISTS ${duckdbDialect.table(table_name)}`);
        await warehouse.run(`DELETE FROM ma_feature_snapshots WHERE table_name = ${duckdbDialect.string(table_name)}`);
      });
    }
  }
}

/** What is read before the features. */
const READ_FIRST: readonly ColumnRequest[] = ['user_bucket', 'event_count', 'label'].map((name) => ({
  name,
  kind: 'numeric',
}));

function numbersOf(column: Column): Float64Array {
  if (column.kind !== 'numeric') throw new TypeError('a numeric column was expected');
  return column.values;
}

/** One column of several, below each other; the levels of categories are merged. */
function concatenate(columns: readonly Column[]): Column {
  const [first] = columns;
  if (columns.length === 1) return first!;
  if (first!.kind === 'numeric') {
    const values = new Float64Array(columns.reduce((sum, column) => sum + numbersOf(column).length, 0));
    let offset = 0;
    for (const column of columns) {
      values.set(numbersOf(column), offset);
      offset += numbersOf(column).length;
    }
    return { kind: 'numeric', values };
  }
  const codeOf = new Map<string, number>();
  const codes: number[] = [];
  for (const column of columns) {
    if (column.kind !== 'categorical') throw new TypeError('a categorical column was expected');
    const mapped = column.levels.map((level) => {
      if (!codeOf.has(level)) codeOf.set(level, codeOf.size);
      return codeOf.get(level)!;
    });
    for (const code of column.codes) codes.push(code < 0 ? -1 : mapped[code]!);
  }
  return { kind: 'categorical', codes: Int32Array.from(codes), levels: [...codeOf.keys()] };
}
