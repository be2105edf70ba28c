import { duckdbDialect, duckdbString } from '../../dialect/duckdb-dialect.js';
import { queryRelation } from '../../dialect/relation.js';
import type { ColumnForm } from './check-shape.js';
import { type DataType, fieldNamed, type ScalarFamily, type StructType, scalarFamily } from './data-type.js';
import {
  DECLARED_COLUMNS,
  type DeclaredFields,
  type DeclaredType,
  isKeyed,
  isRecord,
  isRepeated,
} from './declared-columns.js';
import { duckdbJsonList, duckdbJsonParams, duckdbJsonText, duckdbRefusal } from './duckdb-json-sql.js';
import type { ListForm, ValueForm } from './list-form.js';
import type { ReadableColumn, ShapeSql } from './readable-rows.js';
import { quotedName, typeText } from './type-text.js';

const VARCHAR: DataType = { kind: 'scalar', name: 'VARCHAR' };
const VALUE_NAMES = ['string_value', 'int_value', 'float_value', 'double_value'] as const;

/** Converts columns to Google's form on DuckDB. */
export const duckdbShapeSql: ShapeSql = {
  column: ({ column, stored, form }) => readable(column, DECLARED_COLUMNS[column], stored && quoted(stored), form),
  withColumns: (from, columns) => {
    const stored = columns.flatMap((column) => (column.stored === undefined ? [] : [quoted(column.stored)]));
    const kept = stored.length === 0 ? '*' : `* EXCLUDE (${stored.join(', ')})`;
    const selected = [kept, ...columns.map(({ sql, name }) => `${sql} AS ${quoted(name)}`)];
    return queryRelation(`SELECT ${selected.join(',\n    ')}\n  FROM ${from}`);
  },
};

function readable(path: string, declared: DeclaredType, stored: string | undefined, form: ColumnForm): ReadableColumn {
  switch (form.of) {
    case 'columns':
      return {
        sql: paramList([...form.columns].map(([key, { name, type }]) => param(key, quoted(name), type, 'scalar'))),
        type: paramsType(VALUE_NAMES.map((name) => [name, VARCHAR])),
      };
    case 'scalar':
      return { sql: mustBeNull(path, 'text', stored!, 'VARCHAR'), type: VARCHAR };
    case 'record':
      return readableRecord(path, declared as DeclaredFields, stored!, form.record);
    case 'list':
      return readableList(path, declared as readonly [DeclaredFields], stored!, form.list, form.value);
  }
}

function readableRecord(
  path: string,
  declared: DeclaredFields,
  stored: string,
  form: 'json' | 'map' | 'nothing',
): ReadableColumn {
  const type = textType(declared);
  const structure = duckdbString(JSON.stringify(jsonStructure(declared)));
  switch (form) {
    case 'nothing':
      return { sql: mustBeNull(path, 'a record', stored, typeText(duckdbDialect, type)), type };
    case 'map':
      return { sql: `from_json(to_json(${stored}), ${structure})`, type };
    case 'json': {
      const text = duckdbJsonText(path, 'a record as JSON text', stored);
      const other = duckdbRefusal(path, 'a record as JSON text', stored);
      return {
        sql: `CASE json_type(${text}) WHEN 'OBJECT' THEN from_json(${text}, ${structure}) WHEN 'NULL' THEN NULL ELSE CASE WHEN ${stored} IS NOT NULL AND ${text} IS NOT NULL THEN ${other} END END`,
        type,
      };
    }
  }
}

function readableList(
  path: string,
  declared: readonly [DeclaredFields],
  stored: string,
  list: ListForm,
  value: ValueForm | null,
): ReadableColumn {
  const keyed = isKeyed(declared);
  const textual = { kind: 'list', element: textType(declared[0]) } as const;
  switch (list.kind) {
    case 'nothing':
      return { sql: mustBeNull(path, 'a list of records', stored, typeText(duckdbDialect, textual)), type: textual };
    case 'json':
      return {
        sql: keyed ? duckdbJsonParams(path, stored) : duckdbJsonList(path, stored, jsonStructure(declared[0])),
        type: textual,
      };
    case 'map': {
      const entry: StructType = {
        kind: 'struct',
        fields: [
          { name: 'key', type: VARCHAR },
          { name: 'value', type: list.value },
        ],
      };
      return readableParams(`map_entries(${stored})`, [], entry, value!);
    }
    case 'fields': {
      const params = list.record.fields.map(({ name, type }) => param(name, `${stored}.${quoted(name)}`, type, value!));
      return {
        sql: `CASE WHEN ${stored} IS NOT NULL THEN ${paramList(params)} END`,
        type: paramsType(VALUE_NAMES.map((name) => [name, VARCHAR])),
      };
    }
    case 'list': {
      const base = [stored, ...list.unwrap.map(quoted)].join('.');
      if (keyed) return readableParams(base, list.element, list.record, value!);
      const element = ['e', ...list.element.map(quoted)].join('.');
      return {
        sql: list.element.length === 0 ? base : `list_transform(${base}, lambda e: ${element})`,
        type: { kind: 'list', element: list.record },
      };
    }
  }
}

/** Parameters of a list whose members are `record`s once `element` has been followed. */
function readableParams(list: string, element: readonly string[], record: StructType, form: ValueForm): ReadableColumn {
  const member = ['e', ...element.map(quoted)].join('.');
  const at = (name: string) => `${member}.${quoted(fieldNamed(record, name)!.name)}`;
  if (form === 'fields') {
    const sql = element.length === 0 ? list : `list_transform(${list}, lambda e: ${member})`;
    return { sql, type: { kind: 'list', element: record } };
  }
  const key = `CAST(${at('key')} AS VARCHAR)`;
  if (form === 'beside') {
    const names = VALUE_NAMES.filter((name) => fieldNamed(record, name) !== undefined);
    const value = `{${names.map((name) => `${name}: ${at(name)}`).join(', ')}}`;
    return {
      sql: `list_transform(${list}, lambda e: {"key": ${key}, "value": ${value}})`,
      type: paramsType(names.map((name) => [name, fieldNamed(record, name)!.type])),
    };
  }
  const value = scalarValue(at('value'), fieldNamed(record, 'value')!.type);
  return {
    sql: `list_transform(${list}, lambda e: {"key": ${key}, "value": ${value}})`,
    type: paramsType(VALUE_NAMES.map((name) => [name, VARCHAR])),
  };
}

function param(key: string, sql: string, type: DataType, form: ValueForm): string {
  const value =
    form === 'fields' && type.kind === 'struct'
      ? valueStruct((name) => {
          const field = fieldNamed(type, name);
          return field && `CAST(${sql}.${quoted(field.name)} AS VARCHAR)`;
        })
      : scalarValue(sql, type);
  return `CASE WHEN ${sql} IS NOT NULL THEN {"key": ${duckdbString(key)}, "value": ${value}} END`;
}

function paramList(params: readonly string[]): string {
  return `list_filter([${params.join(', ')}], lambda p: p IS NOT NULL)`;
}

const VALUE_OF_FAMILY: Partial<Record<ScalarFamily, (typeof VALUE_NAMES)[number]>> = {
  integer: 'int_value',
  decimal: 'double_value',
  double: 'double_value',
  float: 'double_value',
};

/** One scalar as a parameter's value, every field as text. */
function scalarValue(sql: string, type: DataType): string {
  const family = type.kind === 'scalar' ? scalarFamily(type.name) : 'other';
  if (family === 'json') {
    const text = `(${sql} ->> '$')`;
    const ofType = (...types: string[]) =>
      `CASE WHEN json_type(${sql}) IN (${types.map((type) => `'${type}'`).join(', ')}) THEN ${text} END`;
    const plain = valueStruct((name) =>
      name === 'int_value'
        ? ofType('BIGINT', 'UBIGINT')
        : name === 'double_value'
          ? ofType('DOUBLE')
          : name === 'string_value'
            ? ofType('VARCHAR', 'BOOLEAN')
            : undefined,
    );
    return `CASE WHEN json_type(${sql}) = 'OBJECT' THEN ${nestedValue(sql)} ELSE ${plain} END`;
  }
  const filled = VALUE_OF_FAMILY[family] ?? 'string_value';
  const plain = valueStruct((name) => (name === filled ? `CAST(${sql} AS VARCHAR)` : undefined));
  if (family !== 'text') return plain;
  // A value whose fields have been written as JSON text.
  return `CASE WHEN ${sql} LIKE '{%_value"%' AND json_valid(${sql}) THEN ${nestedValue(sql)} ELSE ${plain} END`;
}

function nestedValue(json: string): string {
  return `from_json(${json}, ${duckdbString(JSON.stringify(Object.fromEntries(VALUE_NAMES.map((name) => [name, 'VARCHAR']))))})`;
}

function valueStruct(sqlOf: (name: (typeof VALUE_NAMES)[number]) => string | undefined): string {
  return `{${VALUE_NAMES.map((name) => `${name}: ${sqlOf(name) ?? 'NULL::VARCHAR'}`).join(', ')}}`;
}

function paramsType(fields: readonly (readonly [name: string, type: DataType])[]): DataType {
  const value: StructType = { kind: 'struct', fields: fields.map(([name, type]) => ({ name, type })) };
  return {
    kind: 'list',
    element: {
      kind: 'struct',
      fields: [
        { name: 'key', type: VARCHAR },
        { name: 'value', type: value },
      ],
    },
  };
}

function mustBeNull(field: string, expected: string, stored: string, type: string): string {
  // An empty list holds nothing, whatever its type was meant to be.
  return `CASE WHEN ${stored} IS NOT NULL AND CAST(${stored} AS VARCHAR) <> '[]' THEN CAST(${duckdbRefusal(field, expected, stored)} AS ${type}) END`;
}

/** A declared field with every scalar as text. */
function textType(declared: DeclaredFields): StructType {
  return {
    kind: 'struct',
    fields: Object.entries(declared).map(([name, type]) => ({ name, type: textTypeOf(type) })),
  };
}

function textTypeOf(declared: DeclaredType): DataType {
  if (isRepeated(declared)) return { kind: 'list', element: textType(declared[0]) };
  return isRecord(declared) ? textType(declared) : VARCHAR;
}

/** Declared fields as a structure for `from_json`. */
function jsonStructure(declared: DeclaredFields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(declared).map(([name, type]) => [
      name,
      isRepeated(type) ? [jsonStructure(type[0])] : isRecord(type) ? jsonStructure(type) : 'VARCHAR',
    ]),
  );
}

const quoted = (name: string) => quotedName(duckdbDialect, name);
