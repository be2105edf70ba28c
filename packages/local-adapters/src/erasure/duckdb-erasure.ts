import { userDigest } from '@propensity/core/erasure';
import type { ErasedRows, Erasure, ExportedFile, TraceSearch } from '@propensity/core/ports';
import {
  countRowsToEraseSql,
  duckdbDialect,
  eraseRowsSql,
  exportedFilesSql,
  type ForgottenTable,
  hasDigest,
  isForgotten,
  rememberSql,
  USER_TABLE_PREFIXES,
} from '@propensity/warehouse-sql';
import { servingDraftPath } from '../serving/serving-file-path.js';
import { draftServingFile, isServed, publishServingFile } from '../serving/write-serving-file.js';
import { CATALOGUE } from '../snapshots/snapshot-tables.js';
import type { LocalSource } from '../sources/local-source.js';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import { searchFolder } from './search-folder.js';
import { searchTables } from './search-tables.js';

/** The column of every table of users: those with a definition, and those without. */
const USER_COLUMN = 'user_id';

/**
 * `Erasure` over the warehouse's file and what stands beside it. Every table with a column `user_id` is one of users. The file is written
 * anew afterwards, since DuckDB leaves what was deleted in it.
 */
export class DuckDbErasure implements Erasure {
  constructor(
    readonly warehouse: LocalWarehouse,
    readonly source: Pick<LocalSource, 'devices'>,
  ) {}

  async aliasesOf(userIds: readonly string[]): Promise<readonly string[]> {
    const { devices } = this.source;
    if (devices === undefined) return [];
    const { key, blocks } = await this.warehouse.forgotten.ensure();
    const digests = userIds.map((userId) => userDigest(key, userId));
    return devices(hasDigest(duckdbDialect, blocks, digests));
  }

  async erase(userIds: readonly string[], at: string): Promise<readonly ErasedRows[]> {
    const { warehouse } = this;
    return warehouse.exclusively(async () => {
      const { key, ...forgotten } = await warehouse.forgotten.ensure();
      const digests = userIds.map((userId) => userDigest(key, userId));
      const erased = await warehouse.transaction(async () => {
        await warehouse.run(rememberSql(duckdbDialect, forgotten.table, digests, at));
        return this.#eraseRows(forgotten);
      });
      // Also where there was nothing to delete: an earlier try may have got no further.
      await warehouse.rewrite();
      await this.#serveAnew();
      return erased;
    });
  }

  async #eraseRows(forgotten: ForgottenTable): Promise<ErasedRows[]> {
    const { warehouse } = this;
    const goes = isForgotten(forgotten);
    const counts = new Map<string, number>();
    for (const table of await this.#tablesOfUsers()) {
      const [row] = await warehouse.rows<{ n: number }>(countRowsToEraseSql(duckdbDialect, table, [USER_COLUMN], goes));
      if (row!.n === 0) continue;
      await warehouse.run(eraseRowsSql(duckdbDialect, table, [USER_COLUMN], goes));
      const isSnapshot = table.startsWith(USER_TABLE_PREFIXES.featureSnapshots);
      if (isSnapshot) await this.#recount(table);
      const name = isSnapshot ? `${USER_TABLE_PREFIXES.featureSnapshots}*` : table;
      counts.set(name, (counts.get(name) ?? 0) + row!.n);
    }
    return [...counts].map(([table, rows]) => ({ table, rows }));
  }

  async #tablesOfUsers(): Promise<readonly string[]> {
    const rows = await this.warehouse.rows<{ table_name: string }>(
      `SELECT table_name FROM duckdb_columns() WHERE database_name = current_database() AND column_name = '${USER_COLUMN}' AND NOT internal
AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary) ORDER BY table_name`,
    );
    return rows.map(({ table_name }) => table_name);
  }

  /** The list of snapshots says how many users each has. */
  #recount(table: string): Promise<void> {
    const { string } = duckdbDialect;
    return this.warehouse.run(
      `UPDATE ${CATALOGUE} SET users = (SELECT COUNT(*) FROM ${duckdbDialect.table(table)}) WHERE table_name = ${string(table)}`,
    );
  }

  async #serveAnew(): Promise<void> {
    const { warehouse } = this;
    const { folder } = warehouse.options;
    if (!isServed(folder)) return;
    const draft = servingDraftPath(folder);
    await warehouse.exclusively((connection) => draftServingFile(connection, draft, warehouse.tables));
    await publishServingFile(draft, folder);
  }

  async search(userIds: readonly string[]): Promise<TraceSearch> {
    const { warehouse } = this;
    const columns = await searchTables(warehouse, userIds);
    const files = await searchFolder(warehouse, userIds);
    return {
      tables: columns.tables,
      columns: columns.columns,
      files: files.files,
      bytes: files.bytes,
      tooCommon: files.tooCommon,
      found: [...columns.found, ...files.found],
    };
  }

  exportedFiles(): Promise<readonly ExportedFile[]> {
    const { warehouse } = this;
    return warehouse
      .rows<{ file_name: string; destination: string; exported_at: string }>(
        exportedFilesSql(duckdbDialect, warehouse.tables.scoreExports),
      )
      .then((rows) =>
        rows.map(({ file_name, destination, exported_at }) => ({
          fileName: file_name,
          destination,
          exportedAt: exported_at,
        })),
      );
  }
}
