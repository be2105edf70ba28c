import { startOfDayMicros } from '@propensity/core/windows';
import type { EventColumn } from '../event-columns.js';
import type { EventsOptions } from '../event-export.js';
import { askedColumns, distinctEventsSql } from '../identity/distinct-events-sql.js';
import { localMicrosSql } from '../local-time.js';
import type { RawRelation } from '../raw-relation.js';
import { Ga4Fields } from './ga4-fields.js';
import { GA4_DEFAULTS, type Ga4Rules } from './ga4-rules.js';

/**
 * Identified events of a GA4 export, flat, as `ga4EventsSql` gives them but with the re-delivered ones still there.
 * @param rules what the configuration says of people, rows and money
 */
export function ga4DeliveredEventsSql(options: EventsOptions, rules: Ga4Rules = GA4_DEFAULTS): string {
  return options.relations.map((relation) => flatSelect(options, relation, true, rules)).join('\nUNION ALL\n');
}

/**
 * One row per identified event of a GA4 export, flat: `distinctEventsSql` says which deliveries are of one event. Fields that an export
 * does not have are NULL.
 * @param rules what the configuration says of people, rows and money
 */
export function ga4EventsSql(options: EventsOptions, rules: Ga4Rules = GA4_DEFAULTS): string {
  return distinctEventsSql(options, (asked) => ga4DeliveredEventsSql(asked, rules));
}

/** `user_id`, `event_micros` and `event_name` of every row as delivered, re-deliveries and rows without a user included. */
export function ga4DeliveriesSql(options: Omit<EventsOptions, 'columns'>, rules: Ga4Rules = GA4_DEFAULTS): string {
  const columns: EventColumn[] = ['user_id', 'event_micros', 'event_name'];
  return options.relations
    .map((relation) => flatSelect({ ...options, columns }, relation, false, rules))
    .join('\nUNION ALL\n');
}

function flatSelect(options: EventsOptions, relation: RawRelation, identified: boolean, rules: Ga4Rules): string {
  const { dialect } = options;
  const columns = askedColumns(options);
  const fields = new Ga4Fields(dialect, relation.schema, rules);
  const micros = fields.scalar('event_timestamp', 'integer');
  const local = localMicrosSql('event_micros', options.timeZone, options.from, options.until);

  const flat = [
    ...columns.map((column) => [column, column === 'local_micros' ? local : fields.eventColumn(column)] as const),
    ...(options.customColumns ?? []).map((column) => [column.name, fields.customColumn(column)] as const),
    ...(options.identity === undefined ? [] : [['identity', fields.identity(options.identity)] as const]),
  ];
  const conditions = [
    ...(identified ? ["user_id <> ''"] : []),
    ...(options.unfiltered === true ? [] : rules.where.map((condition) => fields.condition(condition))),
  ];
  const start = startOfDayMicros(options.from, options.timeZone);
  const end = startOfDayMicros(options.until, options.timeZone);
  return `SELECT ${flat.map(([name, sql]) => `${sql} AS ${dialect.identifier(name)}`).join(', ')}
FROM (
  SELECT ${fields.rawSelectList().join(',\n    ')}
  FROM ${fields.rawRows(options.only === undefined ? relation.from : fields.rowsOf(relation.from, options.only))}
  WHERE ${micros} >= ${start} AND ${micros} < ${end}
) AS raw_events
WHERE ${conditions.length === 0 ? 'TRUE' : conditions.join(' AND ')}`;
}
