import type { Dialect } from '../../dialect/dialect.js';
import { eventDateSql } from '../moment/event-date-sql.js';
import type { DatedRows } from '../moment/zone-evidence-sql.js';
import type { RawRelation } from '../raw-relation.js';
import { Ga4Fields } from './ga4-fields.js';

/** Rows with `event_date`, which Analytics writes on the property's clock; null where they have none. */
export function ga4DatedRows(dialect: Dialect, { from, schema }: RawRelation): DatedRows | null {
  const typeName = schema.get('event_date');
  if (typeName === undefined) return null;
  const micros = new Ga4Fields(dialect, schema).scalar('event_timestamp', 'integer');
  return { from, date: eventDateSql(dialect, dialect.identifier('event_date'), typeName), micros };
}
