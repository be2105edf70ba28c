import { googlesqlString } from '../../dialect/googlesql-dialect.js';
import { scalarFamily } from './data-type.js';
import { REFUSED_VALUE_LENGTH, refusedValueText } from './refused-value.js';

/** Fields in which other writers wrap lists, and the members of lists. */
const LIST_WRAPPERS = ['list', 'bag', 'array', 'key_value'];
const ELEMENT_WRAPPERS = ['element', 'array_element', 'item', 'array'];

/** An expression that ends the statement with an error: the text `value` cannot be read. */
export function googlesqlRefusal(field: string, expected: string, value: string): string {
  return `ERROR(CONCAT(${googlesqlString(refusedValueText(field, expected))}, COALESCE(SUBSTR(${value}, 1, ${REFUSED_VALUE_LENGTH}), '')))`;
}

/**
 * A column of JSON, or of JSON text, as text, unwrapped where it was written as a JSON string; NULL where it is empty.
 */
export function googlesqlJsonText(stored: string, type: string): string {
  const text = scalarFamily(type) === 'json' ? `TO_JSON_STRING(${stored})` : stored;
  return `CASE WHEN TRIM(${text}) IN ('', 'null') THEN NULL ELSE COALESCE(JSON_VALUE(${stored}, '$'), ${text}) END`;
}

/**
 * The members of a list as JSON text: of an array, or of the only array in an object; unwrapped where they are wrapped
 * in objects of one field.
 */
export function googlesqlJsonMembers(field: string, expected: string, stored: string, type: string): string {
  const refused = `[CAST(${googlesqlRefusal(field, expected, 'v')} AS STRING)]`;
  const within = LIST_WRAPPERS.map((name) => `JSON_QUERY_ARRAY(v, '$.${name}')`).join(', ');
  const list = `(SELECT CASE WHEN v IS NULL THEN [] WHEN SUBSTR(TRIM(v), 1, 1) = '[' THEN COALESCE(JSON_QUERY_ARRAY(v, '$'), ${refused})
      ELSE COALESCE(${within}, ${refused}) END FROM UNNEST([${googlesqlJsonText(stored, type)}]) AS v)`;
  const element = ELEMENT_WRAPPERS.map((name) => `JSON_QUERY(m, '$.${name}')`).join(', ');
  return `ARRAY(SELECT COALESCE(${element}, m) FROM UNNEST(${list}) AS m WITH OFFSET AS place ORDER BY place)`;
}

/** Parameters of members as JSON text, every value's field as text. */
export function googlesqlJsonParams(field: string, members: string): string {
  // Of different texts: an engine may evaluate equal expressions once, before the conditions that they stand under.
  const refusal = (each: string) =>
    googlesqlRefusal(field, `JSON text of a list of parameters, each with ${each}`, 'e');
  const at = (place: string) =>
    `STRUCT(${['string_value', 'int_value', 'float_value', 'double_value'].map((name) => `JSON_VALUE(e, '$.${place}${name}') AS ${name}`).join(', ')})`;
  const nothing = 'CAST(NULL AS STRING)';
  const scalar = (name: string, pattern: string) =>
    `CASE WHEN REGEXP_CONTAINS(v, r'${pattern}') THEN JSON_VALUE(e, '$.value') ELSE ${nothing} END AS ${name}`;
  const scalars = `STRUCT(${scalar('string_value', '^["tf]')}, ${scalar('int_value', '^-?[0-9]+$')}, ${nothing} AS float_value, ${scalar('double_value', '^-?[0-9]+[.eE]')})`;
  return `ARRAY(SELECT STRUCT(COALESCE(JSON_VALUE(e, '$.key'), ${refusal('a key')}) AS key,
      CASE WHEN REGEXP_CONTAINS(v, r'^\\{(\\s*\\}$|.*"(string|int|float|double)_value")') THEN ${at('value.')}
        WHEN REGEXP_CONTAINS(v, r'^[\\{\\[]') THEN ${refusal('a string_value, int_value, float_value or double_value')}
        WHEN v IS NOT NULL THEN ${scalars}
        WHEN REGEXP_CONTAINS(e, r'"(string|int|float|double)_value"') THEN ${at('')}
        WHEN REGEXP_CONTAINS(e, r'"value"\\s*:\\s*null') THEN ${at('value.')}
        ELSE ${refusal('a value')} END AS value)
    FROM (SELECT e, JSON_QUERY(e, '$.value') AS v, place FROM UNNEST(${members}) AS e WITH OFFSET AS place) ORDER BY place)`;
}
