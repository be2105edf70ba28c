import type { DescribedColumn } from '../duckdb-schema.js';
import { DECLARED_COLUMNS, type DeclaredType, isKeyed, isRecord, isRepeated } from '../shape/declared-columns.js';

/**
 * GA4's export columns as JSON files hold them: nested as in BigQuery, every scalar as text; except the user's id, as
 * JSON, which distinguishes text from numbers.
 */
export const GA4_JSON_COLUMNS: readonly DescribedColumn[] = Object.entries(DECLARED_COLUMNS).map(([name, type]) => ({
  name,
  type: name === 'user_pseudo_id' ? 'JSON' : jsonType(type),
}));

/**
 * For each nested column, SQL that is true for a JSON value in the form of `GA4_JSON_COLUMNS`: other forms are read
 * from the JSON itself.
 */
export const GA4_JSON_FORMS: ReadonlyMap<string, string> = new Map(
  Object.entries<DeclaredType>(DECLARED_COLUMNS).flatMap(([name, type]): [string, string][] => {
    if (isRecord(type)) return [[name, `json_type(${name}) IN ('OBJECT', 'NULL')`]];
    if (!isRepeated(type)) return [];
    const first = isKeyed(type)
      ? `json_exists(${name}, '$[0].key') AND json_type(${name}, '$[0].value') = 'OBJECT'`
      : Object.keys(type[0])
          .map((field) => `json_exists(${name}, '$[0].${field}')`)
          .join(' OR ');
    const isNothing = `json_type(${name}) = 'NULL' OR (json_type(${name}) = 'ARRAY' AND json_array_length(${name}) = 0)`;
    return [[name, `${isNothing} OR (json_type(${name}) = 'ARRAY' AND (${first}))`]];
  }),
);

function jsonType(type: DeclaredType): string {
  if (isRepeated(type)) return `${jsonType(type[0])}[]`;
  if (!isRecord(type)) return 'VARCHAR';
  return `STRUCT(${Object.entries(type)
    .map(([name, inner]) => `"${name}" ${jsonType(inner)}`)
    .join(', ')})`;
}
