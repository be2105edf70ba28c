import type { AlertRecord } from '@propensity/core/alerts';
import type { AlertStore } from '@propensity/core/ports';
import {
  ALERTS,
  type AlertTableRow,
  alertOfRow,
  alertRow,
  alertsSql,
  googlesqlDialect,
  mergeRowsSql,
} from '@propensity/warehouse-sql';
import type { ReadStatement, WriteStatement } from '../jobs/statement.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';

/** `AlertStore` over `ma_alerts`. */
export class BigQueryAlertStore implements AlertStore {
  constructor(readonly warehouse: BigQueryWarehouse) {}

  async list(target: string): Promise<readonly AlertRecord[]> {
    const { warehouse } = this;
    if (!(await warehouse.has('alerts'))) return [];
    const rows = await (await warehouse.jobs.read(this.listStatement(target))).rows<AlertTableRow>();
    return rows.map(alertOfRow);
  }

  async put(target: string, records: readonly AlertRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.warehouse.ensure('alerts');
    await this.warehouse.jobs.write(this.putStatement(target, records));
  }

  listStatement(target: string): ReadStatement {
    return {
      step: 'list-alerts',
      purpose: { kind: 'reads rows', standIn: [], note: 'What is new, has changed or is over is saved afterwards.' },
      sql: alertsSql(googlesqlDialect, this.warehouse.tables.alerts, target),
    };
  }

  /** One MERGE: of a week there are at most some hundreds, where BigQuery takes a thousand of this many columns. */
  putStatement(target: string, records: readonly AlertRecord[]): WriteStatement {
    const rows = records.map((record) => alertRow(target, record));
    return {
      step: 'save-alerts',
      purpose: { kind: 'writes', ofResults: true },
      ...mergeRowsSql(googlesqlDialect, this.warehouse.tables.alerts, ALERTS, rows),
    };
  }
}
