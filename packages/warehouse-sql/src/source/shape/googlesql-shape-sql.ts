import { googlesqlDialect, googlesqlString } from '../../dialect/googlesql-dialect.js';
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
import {
  googlesqlJsonMembers,
  googlesqlJsonParams,
  googlesqlJsonText,
  googlesqlRefusal,
} from './googlesql-json-sql.js';
import type { ListForm, ValueForm } from './list-form.js';
import type { ReadableColumn, ShapeSql } from './readable-rows.js';
import { quotedName, typeText } from './type-text.js';

const STRING: DataType = { kind: 'scalar', name: 'STRING' };
const VALUE_NAMES = ['string_value', 'int_value', 'float_value', 'double_value'] as const;
type ValueName = (typeof VALUE_NAMES)[number];

/** Converts columns to Google's form on BigQuery, where pipelines other than Google's have loaded a table. */
export const googlesqlShapeSql: ShapeSql = {
  column: ({ column, stored, form }) => readable(column, DECLARED_COLUMNS[column], stored && quoted(stored), form),
  withColumns: (from, columns) => {
    const stored = columns.flatMap((column) => (column.stored === undefined ? [] : [quoted(column.stored)]));
    const kept = stored.length === 0 ? '*' : `* EXCEPT (${stored.join(', ')})`;
    const selected = [kept, ...columns.map(({ sql, name }) => `${sql} AS ${quoted(name)}`)];
    return queryRelation(`SELECT ${selected.join(',\n    ')}\n  FROM ${from}`);
  },
};

function readable(path: string, declared: DeclaredType, stored: string | undefined, form: ColumnForm): ReadableColumn {
  switch (form.of) {
    case 'columns':
      return {
        sql: paramList([...form.columns].map(([key, { name, type }]) => param(key, quoted(name), type, 'scalar'))),
        type: PARAMS,
      };
    case 'scalar':
      return { sql: mustBeNull(path, 'text', stored!, STRING), type: STRING };
    case 'record': {
      const type = textType(declared as DeclaredFields);
      if (form.record === 'nothing') return { sql: mustBeNull(path, 'a record', stored!, type), type };
      return { sql: recordOfJson(path, stored!, form.type, declared as DeclaredFields), type };
    }
    case 'list':
      return readableList(path, declared as readonly [DeclaredFields], stored!, form.list, form.value);
  }
}

function recordOfJson(path: string, stored: string, type: string, declared: DeclaredFields): string {
  const expected = 'a record as JSON text';
  const text = googlesqlJsonText(stored, type);
  return `(SELECT CASE WHEN v IS NULL THEN NULL
      WHEN SUBSTR(TRIM(v), 1, 1) = '{' AND JSON_QUERY(v, '$') IS NOT NULL THEN ${jsonStruct('v', '$', declared)}
      ELSE ${googlesqlRefusal(path, expected, 'v')} END FROM UNNEST([${text}]) AS v)`;
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
      return { sql: mustBeNull(path, 'a list of records', stored, textual), type: textual };
    case 'json': {
      const members = googlesqlJsonMembers(
        path,
        keyed ? 'JSON text of a list of parameters' : 'JSON text of a list of records',
        stored,
        list.type,
      );
      if (keyed) return { sql: googlesqlJsonParams(path, members), type: PARAMS };
      const refused = googlesqlRefusal(path, 'JSON text of a list of records', 'e');
      const member = `CASE WHEN SUBSTR(TRIM(e), 1, 1) = '{' THEN ${jsonStruct('e', '$', declared[0])} ELSE ${refused} END`;
      return {
        sql: `ARRAY(SELECT ${member} FROM UNNEST(${members}) AS e WITH OFFSET AS place ORDER BY place)`,
        type: textual,
      };
    }
    case 'fields': {
      const params = list.record.fields.map(({ name, type }) => param(name, `${stored}.${quoted(name)}`, type, value!));
      return { sql: `CASE WHEN ${stored} IS NOT NULL THEN ${paramList(params)} END`, type: PARAMS };
    }
    case 'list': {
      const base = [stored, ...list.unwrap.map(quoted)].join('.');
      const member = ['e', ...list.element.map(quoted)].join('.');
      if (keyed && value !== 'fields') return readableParams(base, member, list.record, value!);
      return {
        sql: list.element.length === 0 ? base : eachOf(base, member),
        type: { kind: 'list', element: list.record },
      };
    }
    case 'map':
      throw new TypeError('BigQuery has no maps');
  }
}

function readableParams(list: string, member: string, record: StructType, form: ValueForm): ReadableColumn {
  const at = (name: string) => `${member}.${quoted(fieldNamed(record, name)!.name)}`;
  const key = `CAST(${at('key')} AS STRING) AS key`;
  if (form === 'scalar') {
    const value = scalarValue(at('value'), fieldNamed(record, 'value')!.type);
    return { sql: eachOf(list, `STRUCT(${key}, ${value} AS value)`), type: PARAMS };
  }
  const names = VALUE_NAMES.filter((name) => fieldNamed(record, name) !== undefined);
  const value = `STRUCT(${names.map((name) => `${at(name)} AS ${name}`).join(', ')})`;
  return {
    sql: eachOf(list, `STRUCT(${key}, ${value} AS value)`),
    type: paramsType(names.map((name) => ({ name, type: fieldNamed(record, name)!.type }))),
  };
}

function eachOf(list: string, member: string): string {
  return `ARRAY(SELECT ${member} FROM UNNEST(${list}) AS e WITH OFFSET AS place ORDER BY place)`;
}

function param(key: string, sql: string, type: DataType, form: ValueForm): string {
  const value =
    form === 'fields' && type.kind === 'struct'
      ? valueStruct((name) => {
          const field = fieldNamed(type, name);
          return field && `CAST(${sql}.${quoted(field.name)} AS STRING)`;
        })
      : scalarValue(sql, type);
  return `STRUCT(${googlesqlString(key)} AS key, ${value} AS value, ${sql} IS NOT NULL AS known)`;
}

function paramList(params: readonly string[]): string {
  if (params.length === 0) return `CAST([] AS ${typeText(googlesqlDialect, PARAMS)})`;
  return `ARRAY(SELECT STRUCT(p.key AS key, p.value AS value) FROM UNNEST([${params.join(', ')}]) AS p WITH OFFSET AS place WHERE p.known ORDER BY place)`;
}

const VALUE_OF_FAMILY: Partial<Record<ScalarFamily, ValueName>> = {
  integer: 'int_value',
  decimal: 'double_value',
  double: 'double_value',
};

/** One scalar as a parameter's value, every field as text. */
function scalarValue(sql: string, type: DataType): string {
  const family = type.kind === 'scalar' ? scalarFamily(type.name) : 'other';
  const filled = VALUE_OF_FAMILY[family] ?? 'string_value';
  const text =
    family === 'json' ? `COALESCE(JSON_VALUE(${sql}, '$'), TO_JSON_STRING(${sql}))` : `CAST(${sql} AS STRING)`;
  const plain = valueStruct((name) => (name === filled ? text : undefined));
  if (family !== 'text' && family !== 'json') return plain;
  // A value whose fields have been written as JSON text.
  const nested = valueStruct((name) => `JSON_VALUE(${text}, '$.${name}')`);
  return `CASE WHEN REGEXP_CONTAINS(${text}, r'^\\s*\\{.*_value"') THEN ${nested} ELSE ${plain} END`;
}

function valueStruct(sqlOf: (name: ValueName) => string | undefined): string {
  return `STRUCT(${VALUE_NAMES.map((name) => `${sqlOf(name) ?? 'CAST(NULL AS STRING)'} AS ${name}`).join(', ')})`;
}

function paramsType(fields: StructType['fields']): DataType {
  return {
    kind: 'list',
    element: {
      kind: 'struct',
      fields: [
        { name: 'key', type: STRING },
        { name: 'value', type: { kind: 'struct', fields } },
      ],
    },
  };
}

const PARAMS = paramsType(VALUE_NAMES.map((name) => ({ name, type: STRING })));

function mustBeNull(field: string, expected: string, stored: string, type: DataType): string {
  // An empty list holds nothing, whatever its type was meant to be.
  const filled = `${stored} IS NOT NULL AND TO_JSON_STRING(${stored}) NOT IN ('[]', 'null')`;
  const refusal = googlesqlRefusal(field, expected, `TO_JSON_STRING(${stored})`);
  return `(SELECT CAST(NULL AS ${typeText(googlesqlDialect, type)}) FROM UNNEST([CASE WHEN ${filled} THEN ${refusal} ELSE 0 END]))`;
}

/** A record of JSON text, every scalar as text. */
function jsonStruct(json: string, path: string, declared: DeclaredFields): string {
  const fields = Object.entries(declared).map(([name, type]) => {
    const at = `${path}.${name}`;
    const value = isRepeated(type)
      ? `ARRAY(SELECT ${jsonStruct('m', '$', type[0])} FROM UNNEST(JSON_QUERY_ARRAY(${json}, '${at}')) AS m WITH OFFSET AS place ORDER BY place)`
      : isRecord(type)
        ? jsonStruct(json, at, type)
        : `JSON_VALUE(${json}, '${at}')`;
    return `${value} AS ${quoted(name)}`;
  });
  return `STRUCT(${fields.join(', ')})`;
}

function textType(declared: DeclaredFields): StructType {
  return {
    kind: 'struct',
    fields: Object.entries(declared).map(([name, type]) => ({ name, type: textTypeOf(type) })),
  };
}

function textTypeOf(declared: DeclaredType): DataType {
  if (isRepeated(declared)) return { kind: 'list', element: textType(declared[0]) };
  return isRecord(declared) ? textType(declared) : STRING;
}

const quoted = (name: string) => quotedName(googlesqlDialect, name);
