import { PropensityError } from '@propensity/core';
import type {
  CurrentRows,
  GivenRows,
  HistoryRows,
  ScoreExport,
  StoredFault,
  StoredState,
  UsersNotCurrent,
} from '@propensity/core/ports';
import {
  createTableSql,
  currentRowsOf,
  currentRowsSql,
  duckdbDialect,
  givenRowsOf,
  givenRowsSql,
  historyRowsOf,
  historyRowsSql,
  KEYED_TABLES,
  keyFaults,
  keyFaultsSql,
  RECORDED_TABLES,
  rowFaults,
  type ScoreExportRow,
  SNAPSHOT_CATALOGUE,
  type SqlRow,
  scoreExportOf,
  scoreExportsSql,
  storedRowsSql,
  TABLE_DEFINITIONS,
  type UserRowsRow,
  usersNotCurrentSql,
} from '@propensity/warehouse-sql';
import { ServingFile } from '../serving/serving-file.js';
import { servingFilePath } from '../serving/serving-file-path.js';
import { CATALOGUE, SNAPSHOT_TABLES } from '../snapshots/snapshot-tables.js';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

/** `StoredState` over the tables of the warehouse and the file that lookups are answered from. */
export class DuckDbStoredState implements StoredState {
  constructor(readonly warehouse: LocalWarehouse) {}

  async tableFaults(): Promise<readonly StoredFault[]> {
    const { warehouse } = this;
    const faults: StoredFault[] = [];
    for (const name of RECORDED_TABLES) {
      const sql = storedRowsSql(duckdbDialect, warehouse.tables[name], TABLE_DEFINITIONS[name]);
      faults.push(...rowFaults(name, await warehouse.rows<SqlRow>(sql)));
    }
    for (const name of KEYED_TABLES) {
      const table = warehouse.tables[name];
      const sql = keyFaultsSql(duckdbDialect, table, TABLE_DEFINITIONS[name]);
      const [row] = await warehouse.rows<{ twice: number; without: number }>(sql);
      faults.push(...keyFaults(table, row!));
    }
    return faults;
  }

  async history(): Promise<readonly HistoryRows[]> {
    const rows = await this.#userRows(historyRowsSql(duckdbDialect, this.warehouse.tables.predictionsHistory));
    return rows.map(historyRowsOf);
  }

  async current(): Promise<readonly CurrentRows[]> {
    return (await this.#userRows(currentRowsSql(duckdbDialect, this.warehouse.tables))).map(currentRowsOf);
  }

  usersNotCurrent(): Promise<readonly UsersNotCurrent[]> {
    return this.warehouse.rows<UsersNotCurrent>(usersNotCurrentSql(duckdbDialect, this.warehouse.tables));
  }

  async exports(): Promise<readonly ScoreExport[]> {
    const sql = scoreExportsSql(duckdbDialect, this.warehouse.tables.scoreExports);
    return (await this.warehouse.rows<ScoreExportRow>(sql)).map(scoreExportOf);
  }

  async given(): Promise<readonly GivenRows[]> {
    return (await this.#userRows(givenRowsSql(duckdbDialect, this.warehouse.tables.exportedScores))).map(givenRowsOf);
  }

  forgotten(): Promise<number> {
    return this.warehouse.rowCount(this.warehouse.tables.forgottenUsers);
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

  #userRows(sql: string): Promise<UserRowsRow[]> {
    return this.warehouse.streaming(() => this.warehouse.rows<UserRowsRow>(sql));
  }
}
