import type { DescribedColumn } from '../duckdb-schema.js';
import { type DeclaredFields, type DeclaredType, isKeyed, isRecord, isRepeated } from './declared-columns.js';

/**
 * An export's columns as JSON files hold them: nested as in BigQuery, every scalar as text; except the ids of users, as
 * JSON, which distinguishes text from numbers.
 */
export function jsonColumnsOf(declared: DeclaredFields, ids: readonly string[]): DescribedColumn[] {
  return Object.entries(declared).map(([name, type]) => ({ name, type: ids.includes(name) ? 'JSON' : jsonType(type) }));
}

/**
 * For each nested column, SQL that is true for a JSON value in the form of `jsonColumnsOf`: other forms are read from the
 * JSON itself, or refused.
 */
export function jsonFormsOf(declared: DeclaredFields): Map<string, string> {
  return new Map(
    Object.entries(declared).flatMap(([name, type]): [string, string][] => {
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
}

function jsonType(type: DeclaredType): string {
  if (isRepeated(type)) return `${jsonType(type[0])}[]`;
  if (!isRecord(type)) return 'VARCHAR';
  return `STRUCT(${Object.entries(type)
    .map(([name, inner]) => `"${name}" ${jsonType(inner)}`)
    .join(', ')})`;
}
