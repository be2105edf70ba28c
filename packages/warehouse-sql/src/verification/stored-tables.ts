import type {
  CurrentRows,
  GivenRows,
  HistoryRows,
  ScoreExport,
  StoredFault,
  StoredState,
  UsersNotCurrent,
} from '@propensity/core/ports';
import type { Dialect } from '../dialect/dialect.js';
import { type ScoreExportRow, scoreExportOf } from '../tables/score-export-of-row.js';
import { scoreExportsSql } from '../tables/score-export-sql.js';
import type { SqlRow } from '../tables/sql-row.js';
import { TABLE_DEFINITIONS, type TableNames } from '../tables/table-definitions.js';
import { KEYED_TABLES, keyFaults, RECORDED_TABLES, rowFaults } from './row-faults.js';
import { keyFaultsSql, storedRowsSql } from './stored-rows-sql.js';
import { currentRowsOf, givenRowsOf, historyRowsOf } from './user-rows-of-row.js';
import { currentRowsSql, givenRowsSql, historyRowsSql, type UserRowsRow, usersNotCurrentSql } from './user-rows-sql.js';

export interface StoredTablesOptions {
  readonly dialect: Dialect;
  readonly names: TableNames;
  /** The rows of a statement over these tables; none where one of them is not there yet. */
  readonly read: <Row>(tables: readonly (keyof TableNames)[], sql: string) => Promise<readonly Row[]>;
}

/** What `StoredState` says of the tables with a definition: the same statements on every warehouse. */
export class StoredTables implements Omit<StoredState, 'snapshotFaults' | 'copyFaults'> {
  constructor(readonly options: StoredTablesOptions) {}

  async tableFaults(): Promise<readonly StoredFault[]> {
    const { dialect, names, read } = this.options;
    const faults: StoredFault[] = [];
    for (const name of RECORDED_TABLES) {
      const sql = storedRowsSql(dialect, names[name], TABLE_DEFINITIONS[name]);
      faults.push(...rowFaults(name, await read<SqlRow>([name], sql)));
    }
    for (const name of KEYED_TABLES) {
      const sql = keyFaultsSql(dialect, names[name], TABLE_DEFINITIONS[name]);
      const [row] = await read<{ twice: number; without: number }>([name], sql);
      if (row !== undefined) faults.push(...keyFaults(names[name], row));
    }
    return faults;
  }

  async history(): Promise<readonly HistoryRows[]> {
    const { dialect, names, read } = this.options;
    const sql = historyRowsSql(dialect, names.predictionsHistory);
    return (await read<UserRowsRow>(['predictionsHistory'], sql)).map(historyRowsOf);
  }

  async current(): Promise<readonly CurrentRows[]> {
    const { dialect, names, read } = this.options;
    const sql = currentRowsSql(dialect, names);
    return (await read<UserRowsRow>(['predictions', 'predictionsHistory'], sql)).map(currentRowsOf);
  }

  usersNotCurrent(): Promise<readonly UsersNotCurrent[]> {
    const { dialect, names, read } = this.options;
    return read<UsersNotCurrent>(['predictions', 'predictionsHistory'], usersNotCurrentSql(dialect, names));
  }

  async exports(): Promise<readonly ScoreExport[]> {
    const { dialect, names, read } = this.options;
    const sql = scoreExportsSql(dialect, names.scoreExports);
    return (await read<ScoreExportRow>(['scoreExports'], sql)).map(scoreExportOf);
  }

  async given(): Promise<readonly GivenRows[]> {
    const { dialect, names, read } = this.options;
    const sql = givenRowsSql(dialect, names.exportedScores);
    return (await read<UserRowsRow>(['exportedScores'], sql)).map(givenRowsOf);
  }

  async forgotten(): Promise<number> {
    const { dialect, names, read } = this.options;
    const sql = `SELECT COUNT(*) AS n FROM ${dialect.table(names.forgottenUsers)}`;
    const [row] = await read<{ n: number }>(['forgottenUsers'], sql);
    return Number(row?.n ?? 0);
  }
}
