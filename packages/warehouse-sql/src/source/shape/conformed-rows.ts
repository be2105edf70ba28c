import { PropensityError } from '@propensity/core';
import type { Dialect } from '../../dialect/dialect.js';
import { queryRelation } from '../../dialect/relation.js';
import { type DataType, describeType, fieldNamed, type StructType, type TypedField } from './data-type.js';
import { type DeclaredFields, declaredField } from './declared-columns.js';
import type { RawRows } from './readable-rows.js';
import { declaredType, quotedName, typeText } from './type-text.js';

/**
 * The common type of each of these columns over all days: Google's where the column is Google's, with further fields
 * that the days have; else that of the days, text where they differ. Columns that no day has and Google does not
 * declare are left out.
 * @param names columns that the configuration's expressions name
 * @param rows the days
 * @param columns those of the source, as Google declares them
 */
export function commonTypes(
  dialect: Dialect,
  names: readonly string[],
  rows: readonly StructType[],
  columns: DeclaredFields,
): Map<string, DataType> {
  const types = new Map<string, DataType>();
  for (const name of names) {
    const declared = declaredField(columns, name);
    const stored = rows.flatMap((row) => fieldNamed(row, name)?.type ?? []);
    const first = declared === undefined ? stored[0] : declaredType(dialect, declared);
    if (first === undefined) continue;
    const rest = declared === undefined ? stored.slice(1) : stored;
    types.set(
      fieldNamed(rows.find((row) => fieldNamed(row, name)) ?? { kind: 'struct', fields: [] }, name)?.name ?? name,
      rest.reduce((type, other) => merged(dialect, type, other, declared !== undefined), first),
    );
  }
  return types;
}

function merged(dialect: Dialect, type: DataType, other: DataType, declared: boolean): DataType {
  if (type.kind === 'struct' && other.kind === 'struct') {
    const added = other.fields.filter(({ name }) => fieldNamed(type, name) === undefined);
    const fields = type.fields.map((field): TypedField => {
      const match = fieldNamed(other, field.name);
      return match === undefined
        ? field
        : { name: field.name, type: merged(dialect, field.type, match.type, declared) };
    });
    return { kind: 'struct', fields: [...fields, ...added] };
  }
  if (declared || type.kind !== 'scalar' || other.kind !== 'scalar' || type.name === other.name) return type;
  return { kind: 'scalar', name: dialect.typeNames.string };
}

/**
 * The rows with these columns in these types: a column or field that a day lacks is NULL, so that one expression is
 * correct on all days.
 * @throws PropensityError `unreadable_field` where a day has a record in place of a value, or the other way round
 */
export function conformedRows(dialect: Dialect, { from, row }: RawRows, types: ReadonlyMap<string, DataType>): RawRows {
  const columns = [...types].flatMap(([name, type]) => {
    const stored = fieldNamed(row, name);
    const sql = conformed(dialect, name, stored && quotedName(dialect, stored.name), stored?.type, type);
    return stored !== undefined && sql === quotedName(dialect, stored.name)
      ? []
      : [{ name, stored: stored?.name, sql, type }];
  });
  if (columns.length === 0) return { from, row };
  const replaced = columns.flatMap(({ stored }) => (stored === undefined ? [] : [quotedName(dialect, stored)]));
  const without = dialect.name === 'duckdb' ? 'EXCLUDE' : 'EXCEPT';
  const kept = replaced.length === 0 ? '*' : `* ${without} (${replaced.join(', ')})`;
  const added = columns.map(({ name, sql }) => `${sql} AS ${quotedName(dialect, name)}`);
  const fields = row.fields.filter(({ name }) => !columns.some(({ stored }) => stored === name));
  return {
    from: queryRelation(`SELECT ${[kept, ...added].join(',\n    ')}\n  FROM ${from}`),
    row: { kind: 'struct', fields: [...fields, ...columns.map(({ name, type }): TypedField => ({ name, type }))] },
  };
}

function conformed(
  dialect: Dialect,
  path: string,
  sql: string | undefined,
  from: DataType | undefined,
  to: DataType,
): string {
  if (sql === undefined || from === undefined) return `CAST(NULL AS ${typeText(dialect, to)})`;
  if (to.kind === 'scalar' && from.kind === 'scalar') {
    if (from.name === to.name) return sql;
    return `${dialect.name === 'duckdb' ? 'TRY_CAST' : 'SAFE_CAST'}(${sql} AS ${to.name})`;
  }
  if (to.kind === 'struct' && from.kind === 'struct') {
    if (typeText(dialect, from) === typeText(dialect, to)) return sql;
    const fields = to.fields.map((field) => {
      const stored = fieldNamed(from, field.name);
      const at = stored && `${sql}.${quotedName(dialect, stored.name)}`;
      return [
        quotedName(dialect, field.name),
        conformed(dialect, `${path}.${field.name}`, at, stored?.type, field.type),
      ] as const;
    });
    const record =
      dialect.name === 'duckdb'
        ? `{${fields.map(([name, value]) => `${name}: ${value}`).join(', ')}}`
        : `STRUCT(${fields.map(([name, value]) => `${value} AS ${name}`).join(', ')})`;
    return `CASE WHEN ${sql} IS NOT NULL THEN ${record} END`;
  }
  if (to.kind === from.kind) return sql;
  throw new PropensityError(
    'unreadable_field',
    `The field "${path}" is ${describeType(from)} on some days and ${describeType(to)} on others.`,
    { kind: 'usage', hint: 'Export the days in one form.', details: { field: path } },
  );
}
