import type { RawSchema } from './raw-schema.js';

/** A column or nested field as BigQuery's REST API describes it. */
export interface TableField {
  readonly name?: string;
  readonly type?: string;
  readonly mode?: string;
  readonly fields?: readonly TableField[];
}

/** The API answers with the type names of legacy SQL. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  INTEGER: 'INT64',
  FLOAT: 'FLOAT64',
  BOOLEAN: 'BOOL',
  RECORD: 'STRUCT',
};

/** The scalar fields of a table's schema with their paths; types named as the GoogleSQL dialect names them. */
export function bigquerySchema(fields: readonly TableField[]): RawSchema {
  const schema = new Map<string, string>();
  addFields('', fields, schema);
  return schema;
}

/**
 * Text that is equal for two schemas exactly when a union of `SELECT *` of both is correct: names, types, modes, order.
 */
export function schemaShape(fields: readonly TableField[]): string {
  return JSON.stringify(fields.map(shapeOf));
}

function addFields(prefix: string, fields: readonly TableField[], schema: Map<string, string>): void {
  for (const field of fields) {
    const path = `${prefix}${field.name}`;
    if (field.fields === undefined || field.fields.length === 0) schema.set(path, typeName(field));
    else addFields(`${path}.`, field.fields, schema);
  }
}

function shapeOf(field: TableField): unknown {
  return [field.name, typeName(field), field.mode === 'REPEATED', (field.fields ?? []).map(shapeOf)];
}

function typeName({ type = '' }: TableField): string {
  return TYPE_NAMES[type] ?? type;
}
