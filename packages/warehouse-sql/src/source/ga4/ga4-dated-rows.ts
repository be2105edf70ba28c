import type { Dialect } from '../../dialect/dialect.js';
import { eventDateSql } from '../moment/event-date-sql.js';
import type { DatedRows } from '../moment/zone-evidence-sql.js';
import type { RawRelation } from '../raw-relation.js';
import { Ga4Fields } from './ga4-fields.js';
import { EVENT_MOMENT } from './ga4-relation.js';

/** The column of the date that Analytics gives a row. */
export const EVENT_DATE = 'event_date';

/** Rows with `event_date`, which Analytics writes on the property's clock; null where they have none. */
export function ga4DatedRows(dialect: Dialect, { from, schema }: RawRelation): DatedRows | null {
  const typeName = schema.get(EVENT_DATE);
  if (typeName === undefined) return null;
  const micros = new Ga4Fields(dialect, schema).scalar(EVENT_MOMENT, 'integer');
  return { from, date: eventDateSql(dialect, dialect.identifier(EVENT_DATE), typeName), micros };
}
