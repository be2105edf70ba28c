import { PropensityError } from '@propensity/core';
import type { StoredFault, StoredState } from '@propensity/core/ports';
import { createTableSql, duckdbDialect, SNAPSHOT_CATALOGUE, StoredTables } from '@propensity/warehouse-sql';
import { ServingFile } from '../serving/serving-file.js';
import { servingFilePath } from '../serving/serving-file-path.js';
import { CATALOGUE, SNAPSHOT_TABLES } from '../snapshots/snapshot-tables.js';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

/** `StoredState` over the tables of the warehouse, which are all there, and the file that lookups are answered from. */
export class DuckDbStoredState extends StoredTables implements StoredState {
  constructor(readonly warehouse: LocalWarehouse) {
    super({
      dialect: duckdbDialect,
      names: warehouse.tables,
      read: <Row>(_tables: readonly string[], sql: string) => warehouse.streaming(() => warehouse.rows<Row>(sql)),
    });
  }

  async snapshotFaults(): Promise<readonly StoredFault[]> {
    const { warehouse } = this;
    const faults: StoredFault[] = [];
    const fault = (row: string, message: string) => void faults.push({ area: 'snapshots', row, message });
    await warehouse.run(createTableSql(duckdbDialect, CATALOGUE, SNAPSHOT_CATALOGUE));
    const tables = await warehouse.rows<{ table_name: string; users: number | null }>(SNAPSHOT_TABLES);
    for (const { table_name: name, users: counted } of tables) {
      if (counted === null) {
        fault(name, 'It is not in the list of snapshots.');
        continue;
      }
      const [found] = await warehouse
        .rows<{ n: number; users: number }>(
          `SELECT COUNT(*) AS n, COUNT(DISTINCT user_id) AS users FROM ${duckdbDialect.table(name)}`,
        )
        .catch(() => [undefined]);
      if (found === undefined) fault(name, 'It is in the list of snapshots, and there is no such table.');
      else if (found.n !== counted) fault(name, `It has ${found.n} rows; it was made with ${counted}.`);
      else if (found.users !== found.n) fault(name, `${found.n} rows are of ${found.users} users.`);
    }
    return faults;
  }

  /** Looked at before the warehouse is opened, which makes a damaged file again where its end shows it. */
  async copyFaults(): Promise<readonly StoredFault[]> {
    const path = servingFilePath(this.warehouse.options.folder);
    try {
      const file = ServingFile.open(path);
      try {
        file?.check();
      } finally {
        file?.close();
      }
      return [];
    } catch (error) {
      if (!PropensityError.is(error)) throw error;
      return [{ area: 'files', row: path, message: `${error.message} ${error.hint}` }];
    }
  }
}
