import type { Dialect } from '../../dialect/dialect.js';
import type { RelationOptions, StoredRows } from '../event-export.js';
import { type MomentField, momentKind, momentSql } from '../moment/moment-sql.js';
import type { RawRelation } from '../raw-relation.js';
import { checkShape } from '../shape/check-shape.js';
import { conformedRows } from '../shape/conformed-rows.js';
import { fieldNamed, scalarFamily } from '../shape/data-type.js';
import { DECLARED_COLUMNS, type DeclaredColumn, READ_COLUMNS } from '../shape/declared-columns.js';
import { duckdbShapeSql } from '../shape/duckdb-shape-sql.js';
import { googlesqlShapeSql } from '../shape/googlesql-shape-sql.js';
import { type RawRows, type ReadableColumn, rawSchemaOf, readableRows } from '../shape/readable-rows.js';
import { absentField, unreadableField } from '../shape/unreadable-field.js';
import { userIdSql } from '../user-id/user-id-sql.js';

/** The column of an event's moment. */
export const EVENT_MOMENT = 'event_timestamp';

/**
 * The columns of moments. A first touch that cannot be read counts as unknown; an event whose moment cannot be read is
 * refused.
 */
const MOMENTS = [
  { column: EVENT_MOMENT, lenient: false },
  { column: 'user_first_touch_timestamp', lenient: true },
] as const;

/** The names, in lower case, of the columns that hold moments as numbers, whose unit has to be found out. */
export function ga4NumericMoments({ row }: RawRows): string[] {
  return MOMENTS.map(({ column }) => column).filter((column) => {
    const type = fieldNamed(row, column)?.type;
    return type?.kind === 'scalar' && momentKind(type.name) === 'number';
  });
}

/**
 * Rows of one shape in the form that Google exports: nested columns as lists and records, moments as integers of
 * microseconds, the user's id as text. Rows in that form already are left as they are.
 * @param fields that the configuration reads besides, with dots: rows that have not got them are refused
 * @throws PropensityError `unreadable_field` for a column that is missing, or whose type or nesting cannot be read
 */
export function ga4Relation(
  dialect: Dialect,
  rows: StoredRows,
  options: RelationOptions = {},
  fields: readonly string[] = [],
): RawRelation {
  const { userProperties = false, ...form } = options;
  const more = [...fields, ...(userProperties ? ['user_properties'] : [])]
    .map((field) => field.split('.')[0]!)
    .filter(isDeclared);
  const shape = checkShape(rows.row, { reads: [...new Set([...READ_COLUMNS, ...more])], ...form });
  const [refused] = shape.refusals;
  if (refused !== undefined) throw unreadableField(refused, rows.where);
  const shapeSql = dialect.name === 'duckdb' ? duckdbShapeSql : googlesqlShapeSql;
  const nested = readableRows(shapeSql, rows, shape);
  const ids = fields.includes('user_id') ? ['user_pseudo_id', 'user_id'] : ['user_pseudo_id'];
  const named = [...momentColumns(dialect, rows), ...ids.flatMap((id) => userIdColumns(dialect, rows, id))];
  const kept = nested.row.fields.filter(({ name }) => !named.some(({ stored }) => stored === name));
  const read: RawRows =
    named.length === 0
      ? nested
      : { from: shapeSql.withColumns(nested.from, named), row: { kind: 'struct', fields: [...kept, ...named] } };
  const { from, row } = options.columns === undefined ? read : conformedRows(dialect, read, options.columns);
  const schema = rawSchemaOf(row);
  const absent = fields.find((field) => !schema.has(field));
  if (absent !== undefined) throw unreadableField(absentField(absent, schema), rows.where);
  return { from, row, schema };
}

function isDeclared(column: string): column is DeclaredColumn {
  return Object.hasOwn(DECLARED_COLUMNS, column);
}

type NamedColumn = ReadableColumn & { readonly name: string; readonly stored: string };

function momentColumns(dialect: Dialect, { row, units, where }: StoredRows): NamedColumn[] {
  return MOMENTS.flatMap(({ column, lenient }): NamedColumn[] => {
    const stored = fieldNamed(row, column);
    if (stored?.type.kind !== 'scalar') return [];
    const typeName = stored.type.name;
    const integer = dialect.typeNames.integer;
    const unit = units?.get(column);
    if (typeName === integer && unit === 'microseconds') return [];
    const type = { kind: 'scalar', name: integer } as const;
    if (momentKind(typeName) === null) {
      if (lenient) return [{ name: column, stored: stored.name, sql: dialect.cast('NULL', 'integer'), type }];
      throw unreadableField(
        {
          field: column,
          found: typeName,
          expected: 'microseconds since the epoch, a timestamp, or text of either with its offset from UTC',
          fix: `Export ${column} as BigQuery does: an integer of microseconds since the epoch.`,
        },
        where,
      );
    }
    const field: MomentField = {
      field: column,
      sql: dialect.identifier(stored.name),
      typeName,
      lenient,
      ...(unit === undefined ? {} : { unit }),
    };
    return [{ name: column, stored: stored.name, sql: momentSql(dialect, field), type }];
  });
}

function userIdColumns(dialect: Dialect, { row }: StoredRows, id: string): NamedColumn[] {
  const stored = fieldNamed(row, id);
  if (stored?.type.kind !== 'scalar' || scalarFamily(stored.type.name) === 'text') return [];
  const sql = userIdSql(dialect, {
    field: id,
    sql: dialect.identifier(stored.name),
    typeName: stored.type.name,
  });
  return [{ name: id, stored: stored.name, sql, type: { kind: 'scalar', name: dialect.typeNames.string } }];
}
