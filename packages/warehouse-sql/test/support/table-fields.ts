import { googlesqlDialect, type TableDefinition, type TableField } from '../../src/index.js';

/** A table's columns as BigQuery describes them. */
export function tableFields(definition: TableDefinition): TableField[] {
  return definition.columns.map(({ name, type }) => ({ name, type: googlesqlDialect.typeNames[type] }));
}
