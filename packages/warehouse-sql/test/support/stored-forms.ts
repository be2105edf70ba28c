/**
 * The same events in the forms that writers other than BigQuery give them: expressions over a row in Google's form, on DuckDB. Each
 * of the first map holds the same content; of the second, content that no form tells.
 */
export const PARAMS_FORMS: Readonly<Record<string, string>> = {
  'a list': 'event_params',
  'list<element>, as pandas, pyarrow, Spark and Airflow write it': wrap('event_params', 'list', 'element'),
  'bag of array_element, as Hive writes it': wrap('event_params', 'bag', 'array_element'),
  'list<item>': wrap('event_params', 'list', 'item'),
  'array, as older Avro writers leave it': `{"array": event_params}`,
  'a list of elements': `list_transform(event_params, lambda p: {"element": p})`,
  'key_value, as a map without its annotation': `{"key_value": event_params}`,
  'a map of values': `map_from_entries(list_transform(event_params, lambda p: {k: p.key, v: p.value}))`,
  'fields of the value beside the key': `list_transform(event_params, lambda p: {"key": p.key, "string_value": p.value.string_value, "int_value": p.value.int_value, "double_value": p.value.double_value})`,
  'another case of the names': `list_transform(event_params, lambda p: {"Key": p.key, "VALUE": {"String_Value": p.value.string_value, "INT_value": p.value.int_value, "double_value": p.value.double_value}})`,
  'JSON text': 'CAST(to_json(event_params) AS VARCHAR)',
  JSON: 'to_json(event_params)',
  'JSON text within JSON': 'CAST(to_json(CAST(to_json(event_params) AS VARCHAR)) AS JSON)',
  'JSON text of list<element>': `CAST(to_json(${wrap('event_params', 'list', 'element')}) AS VARCHAR)`,
  'JSON text of a map': `CAST(to_json(map_from_entries(list_transform(event_params, lambda p: {k: p.key, v: p.value}))) AS VARCHAR)`,
  'JSON text with numbers as text': `replace(replace(CAST(to_json(event_params) AS VARCHAR), '"int_value":1739354390', '"int_value":"1739354390"'), '"int_value":1500', '"int_value":"1500"')`,
  'values as JSON text': `list_transform(event_params, lambda p: {"key": p.key, "value": CAST(to_json(p.value) AS VARCHAR)})`,
  'values of one text each': `list_transform(event_params, lambda p: {"key": p.key, "value": COALESCE(p.value.string_value, CAST(p.value.int_value AS VARCHAR), CAST(p.value.double_value AS VARCHAR))})`,
  'a map of texts': `map_from_entries(list_transform(event_params, lambda p: {k: p.key, v: COALESCE(p.value.string_value, CAST(p.value.int_value AS VARCHAR), CAST(p.value.double_value AS VARCHAR))}))`,
  'JSON text of a map of scalars': `CAST(to_json(map_from_entries(list_transform(event_params, lambda p: {k: p.key, v: COALESCE(to_json(p.value.string_value), to_json(p.value.int_value), to_json(p.value.double_value))}))) AS VARCHAR)`,
  'a record of scalars': record(
    (key) => `${value(key)}.int_value`,
    (key) => `${value(key)}.string_value`,
    (key) => `${value(key)}.double_value`,
  ),
  'a record of values': record(value, value, value),
};

/** The same items. */
export const ITEMS_FORMS: Readonly<Record<string, string>> = {
  'a list': 'items',
  'list<element>': wrap('items', 'list', 'element'),
  'bag of array_element': wrap('items', 'bag', 'array_element'),
  'a list of elements': `list_transform(items, lambda p: {"element": p})`,
  'JSON text': 'CAST(to_json(items) AS VARCHAR)',
  'JSON text of list<element>': `CAST(to_json(${wrap('items', 'list', 'element')}) AS VARCHAR)`,
};

/** The same record of a column. */
export const RECORD_FORMS = (column: string): Readonly<Record<string, string>> => ({
  'a record': column,
  'JSON text': `CAST(to_json(${column}) AS VARCHAR)`,
  JSON: `to_json(${column})`,
});

function wrap(column: string, list: string, element: string): string {
  return `CASE WHEN ${column} IS NOT NULL THEN {"${list}": list_transform(${column}, lambda p: {"${element}": p})} END`;
}

function value(key: string): string {
  return `list_filter(event_params, lambda p: p.key = '${key}')[1].value`;
}

function record(
  integer: (key: string) => string,
  text: (key: string) => string,
  number: (key: string) => string,
): string {
  return `CASE WHEN event_params IS NOT NULL THEN {ga_session_id: ${integer('ga_session_id')}, ga_session_number: ${integer('ga_session_number')}, engagement_time_msec: ${integer('engagement_time_msec')}, session_engaged: ${text('session_engaged')}, page_location: ${text('page_location')}, "value": ${number('value')}, transaction_id: ${text('transaction_id')}} END`;
}
