import { PropensityError } from '@propensity/core';
import {
  bigqueryColumnType,
  type FoundTable,
  googlesqlDialect,
  type TableAccess,
  tableRelation,
} from '@propensity/warehouse-sql';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';

export interface BigQueryTableAccessOptions {
  readonly warehouse: BigQueryWarehouse;
  /** `project.dataset.table`; null where there are no conversions. */
  readonly names: Readonly<Record<'table' | 'conversions', string | null>>;
}

const NOTE = 'What the table holds decides the statements that follow: this plan is of invented rows.';

/** A table of one's own, or a view, in BigQuery. */
export class BigQueryTableAccess implements TableAccess {
  constructor(readonly options: BigQueryTableAccessOptions) {}

  /** @throws PropensityError `table_not_found` */
  async find(which: 'table' | 'conversions'): Promise<FoundTable> {
    const { warehouse, names } = this.options;
    const name = names[which]!;
    const found = await warehouse.describe(name);
    if (found === null) {
      throw new PropensityError('table_not_found', `There is no table ${name}.`, {
        kind: 'usage',
        hint: `Check "${which === 'table' ? 'source.table' : 'source.conversions.table'}" in the configuration.`,
        details: { table: name },
      });
    }
    const { schema, lastModifiedTime } = found;
    return {
      relation: tableRelation(googlesqlDialect, name),
      columns: (schema?.fields ?? []).map((field) => ({ name: field.name, type: bigqueryColumnType(field) })),
      fingerprint: `${name} ${lastModifiedTime}`,
      modifiedAt: lastModifiedTime === undefined ? null : Number(lastModifiedTime),
    };
  }

  async rows<T>(step: string, sql: string, standIn: readonly object[]): Promise<T[]> {
    const { warehouse, names } = this.options;
    const result = await warehouse.jobs.read({
      step,
      reads: names.table!,
      purpose: { kind: 'reads rows', standIn, note: NOTE },
      sql,
    });
    return result.rows<T>();
  }
}
