import { randomUUID } from 'node:crypto';
import { userDigest } from '@propensity/core/erasure';
import type { ErasedRows, Erasure, ExportedFile, Trace, TraceSearch } from '@propensity/core/ports';
import {
  countRowsToEraseSql,
  exportedFilesSql,
  type ForgottenTable,
  googlesqlDialect,
  hasDigest,
  isForgotten,
  type KeepsUser,
  rememberSql,
  searchColumnsSql,
  tablesOfUsers,
  USER_TABLE_PREFIXES,
} from '@propensity/warehouse-sql';
import type { ReadStatement, WriteStatement } from '../jobs/statement.js';
import { WRITES } from '../jobs/statement-purpose.js';
import type { BigQuerySource } from '../sources/bigquery-source.js';
import { type BigQueryWarehouse, isTableMissing, referenceOf } from '../warehouse/bigquery-warehouse.js';
import { listTables, noTablesYet } from '../warehouse/list-tables.js';

/** What the name of every table of ours begins with. */
const OURS = 'ma_';
/** A text of a statement takes digests of so many. */
const MOST_DIGESTS = 100;

/**
 * `Erasure` over the tables of both data sets. No statement holds an id: ids are compared by their digests, so that the history of jobs
 * tells nobody who was forgotten. What BigQuery keeps of deleted rows for itself (time travel, fail-safe) goes by itself.
 */
export class BigQueryErasure implements Erasure {
  constructor(
    readonly warehouse: BigQueryWarehouse,
    readonly source: Pick<BigQuerySource, 'devices'>,
  ) {}

  async aliasesOf(userIds: readonly string[]): Promise<readonly string[]> {
    const { devices } = this.source;
    if (devices === undefined) return [];
    const key = await this.warehouse.forgotten.ensureKey();
    const { blocks } = this.warehouse.forgotten.tableOf(key);
    const found = new Set<string>();
    for (const digests of batches(userIds.map((userId) => userDigest(key, userId)))) {
      for (const device of await devices(hasDigest(googlesqlDialect, blocks, digests))) found.add(device);
    }
    return [...found];
  }

  async erase(userIds: readonly string[], at: string): Promise<readonly ErasedRows[]> {
    const { warehouse } = this;
    const key = await warehouse.forgotten.ensureKey();
    const table = warehouse.forgotten.tableOf(key);
    await warehouse.ensure('forgottenUsers');
    await warehouse.jobs.write(
      this.rememberStatement(
        userIds.map((userId) => userDigest(key, userId)),
        at,
      ),
    );
    // From here on every statement leaves them out.
    warehouse.forgotten.forget();
    const counts = new Map<string, number>();
    for (const { name, kind } of await this.#tablesOfUsers()) {
      const rows = await this.#eraseFrom(name, table);
      if (rows > 0) counts.set(kind, (counts.get(kind) ?? 0) + rows);
    }
    return [...counts].map(([kind, rows]) => ({ table: kind, rows }));
  }

  /** How many rows were deleted; none of a table that has expired meanwhile. */
  async #eraseFrom(name: string, forgotten: ForgottenTable): Promise<number> {
    const { jobs } = this.warehouse;
    try {
      const result = await jobs.read(this.countStatement(name, forgotten));
      const [row] = await result.rows<{ n: number }>();
      const rows = Number(row!.n);
      if (rows > 0) await jobs.write(this.warehouse.forgotten.eraseStatement(forgotten, name));
      return rows;
    } catch (error) {
      if (isTableMissing(error)) return 0;
      throw error;
    }
  }

  /** Snapshots first: what is scored from them is published into the others. */
  async #tablesOfUsers(): Promise<readonly { readonly name: string; readonly kind: string }[]> {
    const { warehouse } = this;
    const found: { name: string; kind: string }[] = [];
    const listed = await this.#listed();
    for (const prefix of Object.values(USER_TABLE_PREFIXES)) {
      const names = listed.filter((name) => referenceOf(name).tableId.startsWith(prefix));
      found.push(...names.map((name) => ({ name, kind: `${prefix}*` })));
    }
    for (const { key } of tablesOfUsers()) {
      const name = warehouse.tables[key];
      if (listed.includes(name)) found.push({ name, kind: referenceOf(name).tableId });
    }
    return found;
  }

  /** Full names of every table of ours in both data sets. */
  async #listed(): Promise<readonly string[]> {
    const { api, options, work } = this.warehouse;
    const datasets = new Set([work.name, `${options.project}.${options.dataset}`]);
    const names: string[] = [];
    for (const dataset of datasets) {
      const tables = await listTables(api, dataset, [OURS]).catch(noTablesYet);
      names.push(...tables.map(({ tableReference }) => `${dataset}.${tableReference.tableId}`));
    }
    return names;
  }

  async search(userIds: readonly string[]): Promise<TraceSearch> {
    const { warehouse } = this;
    const key = await warehouse.forgotten.ensureKey();
    const table = warehouse.forgotten.tableOf(key);
    const isOneOfThem =
      userIds.length > MOST_DIGESTS
        ? isForgotten(table)
        : hasDigest(
            googlesqlDialect,
            table.blocks,
            userIds.map((userId) => userDigest(key, userId)),
          );
    const found: Trace[] = [];
    let [tables, searched] = [0, 0];
    for (const name of await this.#listed()) {
      const { schema } = (await warehouse.describe(name)) ?? {};
      const columns = (schema?.fields ?? []).flatMap((field) => (field.type === 'STRING' ? [field.name] : []));
      if (columns.length === 0) continue;
      tables += 1;
      searched += columns.length;
      found.push(...(await this.#searchTable(name, columns, isOneOfThem)));
    }
    return { tables, columns: searched, files: 0, bytes: 0, tooCommon: 0, found };
  }

  async #searchTable(name: string, columns: readonly string[], isOneOfThem: KeepsUser): Promise<readonly Trace[]> {
    try {
      const result = await this.warehouse.jobs.read(this.searchStatement(name, columns, isOneOfThem));
      const [row] = await result.rows<Record<string, number>>();
      return columns.flatMap((column, index) => {
        const occurrences = Number(row![`column_${index}`]);
        return occurrences === 0 ? [] : [{ place: `${name}.${column}`, occurrences }];
      });
    } catch (error) {
      if (isTableMissing(error)) return [];
      throw error;
    }
  }

  async exportedFiles(): Promise<readonly ExportedFile[]> {
    const { warehouse } = this;
    if (!(await warehouse.has('scoreExports'))) return [];
    const result = await warehouse.jobs.read(this.exportedFilesStatement());
    const rows = await result.rows<{ file_name: string; destination: string; exported_at: string }>();
    return rows.map(({ file_name, destination, exported_at }) => ({
      fileName: file_name,
      destination,
      exportedAt: exported_at,
    }));
  }

  rememberStatement(digests: readonly string[], at: string): WriteStatement {
    return {
      step: 'remember-forgotten',
      purpose: WRITES,
      key: randomUUID(),
      sql: rememberSql(googlesqlDialect, this.warehouse.tables.forgottenUsers, digests, at),
    };
  }

  countStatement(table: string, forgotten: ForgottenTable): ReadStatement {
    return {
      step: 'count-users-to-erase',
      purpose: { kind: 'reads rows', standIn: [{ n: 0 }] },
      sql: countRowsToEraseSql(googlesqlDialect, table, ['user_id'], isForgotten(forgotten)),
    };
  }

  searchStatement(table: string, columns: readonly string[], isOneOfThem: KeepsUser): ReadStatement {
    return {
      step: 'search-users',
      purpose: { kind: 'reads rows', standIn: [{}] },
      sql: searchColumnsSql(googlesqlDialect, table, columns, isOneOfThem),
    };
  }

  exportedFilesStatement(): ReadStatement {
    return {
      step: 'list-exported-files',
      purpose: { kind: 'reads rows', standIn: [] },
      sql: exportedFilesSql(googlesqlDialect, this.warehouse.tables.scoreExports),
    };
  }
}

function batches(digests: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(digests.length / MOST_DIGESTS);
  return Array.from({ length: count }, (_, n) => digests.slice(n * MOST_DIGESTS, (n + 1) * MOST_DIGESTS));
}
