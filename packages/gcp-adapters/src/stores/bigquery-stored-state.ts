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
  currentRowsOf,
  currentRowsSql,
  givenRowsOf,
  givenRowsSql,
  googlesqlDialect,
  historyRowsOf,
  historyRowsSql,
  KEYED_TABLES,
  keyFaults,
  keyFaultsSql,
  RECORDED_TABLES,
  rowFaults,
  type ScoreExportRow,
  type SqlRow,
  scoreExportOf,
  scoreExportsSql,
  storedRowsSql,
  TABLE_DEFINITIONS,
  type TableNames,
  type UserRowsRow,
  usersNotCurrentSql,
} from '@propensity/warehouse-sql';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';
import { listTables, noTablesYet } from '../warehouse/list-tables.js';

/** What the names of the feature snapshots' tables begin with. */
const SNAPSHOT_PREFIX = 'ma_features_';

/** `StoredState` over the tables of the data sets. Reads the history whole: its bytes are billed. */
export class BigQueryStoredState implements StoredState {
  constructor(readonly warehouse: BigQueryWarehouse) {}

  async tableFaults(): Promise<readonly StoredFault[]> {
    const { tables } = this.warehouse;
    const faults: StoredFault[] = [];
    for (const name of RECORDED_TABLES) {
      const rows = await this.#rowsOf<SqlRow>([name], (dialect) =>
        storedRowsSql(dialect, tables[name], TABLE_DEFINITIONS[name]),
      );
      faults.push(...rowFaults(name, rows));
    }
    for (const name of KEYED_TABLES) {
      const [row] = await this.#rowsOf<{ twice: number; without: number }>([name], (dialect) =>
        keyFaultsSql(dialect, tables[name], TABLE_DEFINITIONS[name]),
      );
      if (row !== undefined) faults.push(...keyFaults(tables[name], row));
    }
    return faults;
  }

  async history(): Promise<readonly HistoryRows[]> {
    const { predictionsHistory } = this.warehouse.tables;
    const rows = await this.#rowsOf<UserRowsRow>(['predictionsHistory'], (dialect) =>
      historyRowsSql(dialect, predictionsHistory),
    );
    return rows.map(historyRowsOf);
  }

  async current(): Promise<readonly CurrentRows[]> {
    const rows = await this.#rowsOf<UserRowsRow>(['predictions', 'predictionsHistory'], (dialect) =>
      currentRowsSql(dialect, this.warehouse.tables),
    );
    return rows.map(currentRowsOf);
  }

  usersNotCurrent(): Promise<readonly UsersNotCurrent[]> {
    return this.#rowsOf<UsersNotCurrent>(['predictions', 'predictionsHistory'], (dialect) =>
      usersNotCurrentSql(dialect, this.warehouse.tables),
    );
  }

  async exports(): Promise<readonly ScoreExport[]> {
    const { scoreExports } = this.warehouse.tables;
    const rows = await this.#rowsOf<ScoreExportRow>(['scoreExports'], (dialect) =>
      scoreExportsSql(dialect, scoreExports),
    );
    return rows.map(scoreExportOf);
  }

  async given(): Promise<readonly GivenRows[]> {
    const { exportedScores } = this.warehouse.tables;
    const rows = await this.#rowsOf<UserRowsRow>(['exportedScores'], (dialect) =>
      givenRowsSql(dialect, exportedScores),
    );
    return rows.map(givenRowsOf);
  }

  /** BigQuery keeps no other count of a table's rows: of each only that nobody is in it twice. */
  async forgotten(): Promise<number> {
    const found = await this.warehouse.describe(this.warehouse.tables.forgottenUsers);
    return Number(found?.numRows ?? 0);
  }

  async snapshotFaults(): Promise<readonly StoredFault[]> {
    const { api, work } = this.warehouse;
    const tables = await listTables(api, work.name, [SNAPSHOT_PREFIX]).catch(noTablesYet);
    const faults: StoredFault[] = [];
    for (const { tableReference } of tables) {
      const name = tableReference.tableId;
      const sql = `SELECT COUNT(*) AS n, COUNT(DISTINCT user_id) AS users FROM ${googlesqlDialect.table(work.fullName(name))}`;
      const [row] = await this.#read<{ n: number; users: number }>(sql);
      if (row!.n === row!.users) continue;
      faults.push({ area: 'snapshots', row: name, message: `${row!.n} rows are of ${row!.users} users.` });
    }
    return faults;
  }

  /** None where one of the tables is not there yet. */
  async #rowsOf<Row extends object>(
    tables: readonly (keyof TableNames)[],
    sql: (dialect: typeof googlesqlDialect) => string,
  ): Promise<Row[]> {
    for (const table of tables) if (!(await this.warehouse.has(table))) return [];
    return this.#read<Row>(sql(googlesqlDialect));
  }

  async #read<Row extends object>(sql: string): Promise<Row[]> {
    const result = await this.warehouse.jobs.read({
      step: 'verify',
      purpose: { kind: 'reads rows', standIn: [] },
      sql,
    });
    return [...(await result.rows<Row>())];
  }
}
