import type { AlertRecord } from '@propensity/core/alerts';
import type { AlertStore } from '@propensity/core/ports';
import {
  ALERTS,
  type AlertTableRow,
  alertOfRow,
  alertRow,
  alertsSql,
  duckdbDialect,
  replaceRowsSql,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

/** `AlertStore` over `ma_alerts`. */
export class DuckDbAlertStore implements AlertStore {
  constructor(readonly warehouse: LocalWarehouse) {}

  async list(target: string): Promise<readonly AlertRecord[]> {
    const { warehouse } = this;
    const rows = await warehouse.rows<AlertTableRow>(alertsSql(duckdbDialect, warehouse.tables.alerts, target));
    return rows.map(alertOfRow);
  }

  async put(target: string, records: readonly AlertRecord[]): Promise<void> {
    const { warehouse } = this;
    const rows = records.map((record) => alertRow(target, record));
    const statements = replaceRowsSql(duckdbDialect, warehouse.tables.alerts, ALERTS, rows);
    await warehouse.transaction(async () => {
      for (const sql of statements) await warehouse.run(sql);
    });
  }
}
