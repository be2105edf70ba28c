import { duckdbString } from '../../dialect/duckdb-dialect.js';
import { REFUSED_VALUE_LENGTH, refusedValueText } from './refused-value.js';

const VALUE_STRUCTURE = {
  string_value: 'VARCHAR',
  int_value: 'VARCHAR',
  float_value: 'VARCHAR',
  double_value: 'VARCHAR',
};

/** An expression that ends the statement with an error: the value cannot be read. It takes any type. */
export function duckdbRefusal(field: string, expected: string, value: string): string {
  return `error(${duckdbString(refusedValueText(field, expected))} || COALESCE(left(CAST(${value} AS VARCHAR), ${REFUSED_VALUE_LENGTH}), ''))`;
}

/**
 * A column of JSON text, unwrapped where it was written as a JSON string; NULL where it is empty, an error where it is
 * not JSON.
 */
export function duckdbJsonText(field: string, expected: string, stored: string): string {
  const text = `CAST(${stored} AS VARCHAR)`;
  return `CASE WHEN ${stored} IS NULL OR trim(${text}) IN ('', 'null', '[]') THEN NULL
      WHEN NOT json_valid(${text}) THEN CAST(${duckdbRefusal(field, expected, stored)} AS VARCHAR)
      WHEN json_type(${text}) = 'VARCHAR' THEN ${text} ->> '$' ELSE ${text} END`;
}

/**
 * The members of the JSON list `v`, each as JSON: of an array, or of the only array in an object (`{"list": […]}`);
 * members that are objects with one field (`{"element": {…}}`) are unwrapped. @param onObject SQL for any other object
 */
function members(field: string, expected: string, isMember: string, onObject: string): string {
  const list = `CASE json_type(v)
        WHEN 'ARRAY' THEN json_extract(v, '$[*]')
        WHEN 'OBJECT' THEN CASE WHEN len(json_keys(v)) = 1 AND json_type(json_extract(v, '$.*')[1]) = 'ARRAY' THEN json_extract(v, '$.*[*]') ELSE ${onObject} END
        ELSE CASE WHEN v IS NOT NULL THEN ${duckdbRefusal(field, expected, 'v')} END END`;
  const unwrapped = `list_transform(l, lambda e: CASE WHEN json_type(e) = 'OBJECT' AND len(json_keys(e)) = 1 AND NOT ${isMember} THEN json_extract(e, '$.*')[1] ELSE e END)`;
  return once(list, 'l', unwrapped);
}

/** Names a value by a lambda over a list of one element, so that it is computed once. */
function once(value: string, name: string, body: string): string {
  return `list_transform([${value}], lambda ${name}: ${body})[1]`;
}

/**
 * Parameters from JSON text, every field of a value as text. Google's form is parsed at once; other forms are handled
 * member by member, which takes ten times as long.
 */
export function duckdbJsonParams(field: string, stored: string): string {
  const expected = 'JSON text of a list of parameters';
  const structure = duckdbString(JSON.stringify([{ key: 'VARCHAR', value: VALUE_STRUCTURE }]));
  const names = Object.keys(VALUE_STRUCTURE);
  const count = (condition: string) => `len(list_filter(f, lambda p: ${condition}))`;
  const isNothing = `COALESCE(${names.map((name) => `p.value.${name}`).join(', ')}) IS NULL`;
  // A value without a known field may have one of another name.
  const known = `len(regexp_extract_all(v, '"value"\\s*:\\s*\\{\\s*("(${names.join('|')})"|\\})')) = len(f)`;
  const isGoogles = `f IS NOT NULL AND ${count('p.key IS NULL OR p.value IS NULL')} = 0 AND (${count(isNothing)} = 0 OR ${known})`;
  const parsed = once(
    `from_json(v, ${structure})`,
    'f',
    `CASE WHEN ${isGoogles} THEN f ELSE ${memberParams(field, expected)} END`,
  );
  return once(duckdbJsonText(field, expected, stored), 'v', `CASE WHEN v IS NOT NULL THEN ${parsed} END`);
}

/** The parameters of the JSON `v` in any form. */
function memberParams(field: string, expected: string): string {
  const asMap = `list_transform(map_entries(from_json(v, '"MAP(VARCHAR, JSON)"')), lambda m: json_object('key', m.key, 'value', m.value))`;
  const list = members(field, expected, `json_exists(e, '$.key')`, asMap);
  const structure = duckdbString(JSON.stringify(VALUE_STRUCTURE));
  const bad = `CAST(${duckdbRefusal(field, expected, 'e')} AS ${valueType})`;
  const of = (types: string, text: string) => `CASE WHEN json_type(e, '$.value') IN (${types}) THEN ${text} END`;
  const scalar = `{string_value: ${of(`'VARCHAR', 'BOOLEAN'`, `e ->> '$.value'`)}, int_value: ${of(`'BIGINT', 'UBIGINT'`, `e ->> '$.value'`)}, float_value: NULL::VARCHAR, double_value: ${of(`'DOUBLE'`, `e ->> '$.value'`)}}`;
  const knownField = Object.keys(VALUE_STRUCTURE)
    .map((name) => `json_exists(e, '$.value.${name}')`)
    .join(' OR ');
  const besideField = Object.keys(VALUE_STRUCTURE)
    .map((name) => `json_exists(e, '$.${name}')`)
    .join(' OR ');
  return `list_transform(${list}, lambda e: {"key": COALESCE(e ->> '$.key', CAST(${duckdbRefusal(field, expected, 'e')} AS VARCHAR)), "value":
      CASE WHEN json_type(e, '$.value') = 'OBJECT' THEN
          CASE WHEN ${knownField} OR len(json_keys(e, '$.value')) = 0 THEN from_json(json_extract(e, '$.value'), ${structure}) ELSE ${bad} END
        WHEN json_type(e, '$.value') = 'ARRAY' THEN ${bad}
        WHEN json_exists(e, '$.value') THEN ${scalar}
        WHEN ${besideField} THEN from_json(e, ${structure})
        ELSE ${bad} END})`;
}

const valueType = 'STRUCT(string_value VARCHAR, int_value VARCHAR, float_value VARCHAR, double_value VARCHAR)';

/** Records from JSON text, every field as text. @param structure their fields, as `from_json` expects them */
export function duckdbJsonList(field: string, stored: string, structure: Record<string, unknown>): string {
  const expected = 'JSON text of a list of records';
  const known = Object.keys(structure)
    .slice(0, 12)
    .map((name) => `json_exists(e, '$.${name}')`)
    .join(' OR ');
  const list = members(field, expected, `(${known})`, `CAST(${duckdbRefusal(field, expected, 'v')} AS JSON[])`);
  const records = `list_transform(${list}, lambda e: CASE json_type(e) WHEN 'OBJECT' THEN from_json(e, ${duckdbString(JSON.stringify(structure))}) ELSE ${duckdbRefusal(field, expected, 'e')} END)`;
  return once(duckdbJsonText(field, expected, stored), 'v', `CASE WHEN v IS NOT NULL THEN ${records} END`);
}
