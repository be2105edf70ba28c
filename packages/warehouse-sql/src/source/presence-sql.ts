import type { Dialect } from '../dialect/dialect.js';
import type { PresenceCheck } from './event-export.js';
import type { RawRelation } from './raw-relation.js';

/** One row: for each check, under its code, whether any row of the relation has what it asks for; NULL or false where none has. */
export function presenceSql(dialect: Dialect, { from }: RawRelation, checks: readonly PresenceCheck[]): string {
  const any = dialect.name === 'duckdb' ? 'bool_or' : 'LOGICAL_OR';
  const answers = checks.map(({ code, condition }) => `${any}(${condition}) AS ${dialect.identifier(code)}`);
  return `SELECT ${answers.join(',\n  ')}\nFROM ${from} AS raw_rows`;
}
