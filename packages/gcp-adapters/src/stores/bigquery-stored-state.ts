import type { StoredFault, StoredState } from '@propensity/core/ports';
import { googlesqlDialect, StoredTables, USER_TABLE_PREFIXES } from '@propensity/warehouse-sql';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';
import { listTables, noTablesYet } from '../warehouse/list-tables.js';

/** `StoredState` over the tables of the data sets. Reads the history whole: its bytes are billed. */
export class BigQueryStoredState extends StoredTables implements StoredState {
  constructor(readonly warehouse: BigQueryWarehouse) {
    super({
      dialect: googlesqlDialect,
      names: warehouse.tables,
      read: async <Row>(tables: readonly (keyof BigQueryWarehouse['tables'])[], sql: string) => {
        for (const table of tables) if (!(await warehouse.has(table))) return [];
        return readRows<Row & object>(warehouse, sql);
      },
    });
  }

  /** BigQuery keeps no other count of a table's rows: of each only that nobody is in it twice. */
  async snapshotFaults(): Promise<readonly StoredFault[]> {
    const { warehouse } = this;
    const { api, work } = warehouse;
    const tables = await listTables(api, work.name, [USER_TABLE_PREFIXES.featureSnapshots]).catch(noTablesYet);
    const faults: StoredFault[] = [];
    for (const { tableReference } of tables) {
      const name = tableReference.tableId;
      const sql = `SELECT COUNT(*) AS n, COUNT(DISTINCT user_id) AS users FROM ${googlesqlDialect.table(work.fullName(name))}`;
      const [row] = await readRows<{ n: number; users: number }>(warehouse, sql);
      if (row!.n === row!.users) continue;
      faults.push({ area: 'snapshots', row: name, message: `${row!.n} rows are of ${row!.users} users.` });
    }
    return faults;
  }
}

async function readRows<Row extends object>({ jobs }: BigQueryWarehouse, sql: string): Promise<readonly Row[]> {
  const result = await jobs.read({ step: 'verify', purpose: { kind: 'reads rows', standIn: [] }, sql });
  return result.rows<Row>();
}
