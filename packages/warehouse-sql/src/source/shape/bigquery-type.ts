import type { TableField } from '../bigquery-schema.js';
import type { DataType, StructType } from './data-type.js';

/** The API answers with the type names of legacy SQL. */
const TYPE_NAMES: Readonly<Record<string, string>> = { INTEGER: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL' };

/** The row type of a BigQuery table as one struct, from the schema that the REST API gives. */
export function bigqueryRowType(fields: readonly TableField[]): StructType {
  return { kind: 'struct', fields: fields.map((field) => ({ name: field.name ?? '', type: typeOf(field) })) };
}

function typeOf({ type = '', mode, fields }: TableField): DataType {
  const name = type.toUpperCase();
  const one: DataType =
    name === 'RECORD' || name === 'STRUCT'
      ? bigqueryRowType(fields ?? [])
      : { kind: 'scalar', name: TYPE_NAMES[name] ?? name };
  return mode?.toUpperCase() === 'REPEATED' ? { kind: 'list', element: one } : one;
}
