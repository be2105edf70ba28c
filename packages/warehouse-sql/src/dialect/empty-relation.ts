import type { Dialect, SqlColumn } from './dialect.js';
import { queryRelation, type Relation } from './relation.js';

/** No rows, with columns of those names and types. */
export function emptyRelation({ identifier, typeNames }: Dialect, columns: readonly SqlColumn[]): Relation {
  const nulls = columns.map(({ name, type }) => `CAST(NULL AS ${typeNames[type]}) AS ${identifier(name)}`);
  return queryRelation(`SELECT * FROM (SELECT ${nulls.join(', ')}) AS nothing WHERE FALSE`);
}
