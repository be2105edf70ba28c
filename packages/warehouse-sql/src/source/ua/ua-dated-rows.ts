import type { Dialect } from '../../dialect/dialect.js';
import { eventDateSql } from '../moment/event-date-sql.js';
import type { DatedRows } from '../moment/zone-evidence-sql.js';
import type { RawRelation } from '../raw-relation.js';

/** The column of the date that Analytics gives a session. */
export const SESSION_DATE = 'date';

/** Events with `date`, which Analytics writes on the view's clock; null where the rows have none. */
export function uaDatedRows(dialect: Dialect, { from, schema }: RawRelation): DatedRows | null {
  const typeName = schema.get(SESSION_DATE);
  if (typeName === undefined) return null;
  return { from, date: eventDateSql(dialect, dialect.identifier(SESSION_DATE), typeName), micros: 'event_micros' };
}
