import type { Relation } from '../../dialect/relation.js';
import type { RawSchema } from '../raw-schema.js';
import type { ColumnReading, Shape } from './check-shape.js';
import type { DataType, StructType, TypedField } from './data-type.js';

/** Raw rows, and the type of a row. */
export interface RawRows {
  readonly from: Relation;
  readonly row: StructType;
}

/** A column in Google's form: an expression over the stored row, and its type. */
export interface ReadableColumn {
  readonly sql: string;
  readonly type: DataType;
}

/** What differs between engines when columns are converted to Google's form. */
export interface ShapeSql {
  column(reading: ColumnReading): ReadableColumn;
  /** Rows with these columns in place of those of the stored names, or added. */
  withColumns(
    from: Relation,
    columns: readonly (ReadableColumn & { readonly name: string; readonly stored: string | undefined })[],
  ): Relation;
}

/** The rows with every column in Google's form. Rows that are in that form already are left as they are. */
export function readableRows(sql: ShapeSql, { from, row }: RawRows, { readings }: Pick<Shape, 'readings'>): RawRows {
  if (readings.length === 0) return { from, row };
  const columns = readings.map((reading) => ({ ...sql.column(reading), name: reading.column, stored: reading.stored }));
  const kept = row.fields.filter(({ name }) => !columns.some(({ stored }) => stored === name));
  return {
    from: sql.withColumns(from, columns),
    row: { kind: 'struct', fields: [...kept, ...columns.map(({ name, type }): TypedField => ({ name, type }))] },
  };
}

/** The paths of the scalar fields of a row, through repeated fields too; in lower case, since engines ignore case. */
export function rawSchemaOf(row: StructType): RawSchema {
  const schema = new Map<string, string>();
  addFields('', row, schema);
  return schema;
}

function addFields(path: string, type: DataType, schema: Map<string, string>): void {
  switch (type.kind) {
    case 'struct':
      for (const { name, type: inner } of type.fields) {
        addFields(path === '' ? name.toLowerCase() : `${path}.${name.toLowerCase()}`, inner, schema);
      }
      break;
    case 'list':
      addFields(path, type.element, schema);
      break;
    case 'map':
      schema.set(path, 'MAP');
      break;
    case 'scalar':
      schema.set(path, type.name);
  }
}
