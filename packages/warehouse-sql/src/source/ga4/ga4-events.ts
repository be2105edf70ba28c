import { startOfDayMicros } from '@propensity/core/windows';
import { type Relation, relation } from '../../dialect/relation.js';
import { EVENT_COLUMNS, type EventColumn } from '../event-columns.js';
import type { EventsOptions } from '../event-export.js';
import { mergedEventsSql } from '../identity/merged-events-sql.js';
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
 * One row per identified event of a GA4 export, flat: `mergedEventsSql` says which deliveries are of one event. Fields that an export
 * does not have are NULL. What an event says in full takes long to compare: only those are compared that have a user, moment and name
 * in common, and no places of their own in a batch.
 * @param rules what the configuration says of people, rows and money
 */
export function ga4EventsSql(options: EventsOptions, rules: Ga4Rules = GA4_DEFAULTS): string {
  const { dialect, only } = options;
  const key: EventColumn[] = ['user_id', 'event_micros', 'event_name'];
  const asked = [...columnsOf(options), ...(options.customColumns ?? []).map(({ name }) => name)];
  const columns = [...new Set<EventColumn>([...key, ...columnsOf(options)])];
  const delivered = (more: Partial<EventsOptions>) => ga4DeliveredEventsSql({ ...options, ...more }, rules);
  const merged = (repeated: Relation) =>
    mergedEventsSql(dialect, delivered({ columns, identity: 'content', only: repeated }), asked);
  if (only !== undefined) return merged(only);
  const keys = delivered({ columns: key, customColumns: [], identity: 'place' });
  return `WITH repeated_moments AS (
SELECT DISTINCT user_id, event_micros FROM (
  SELECT user_id, event_micros FROM (\n${keys}\n) AS deliveries
  GROUP BY user_id, event_micros, event_name HAVING COUNT(*) > GREATEST(1, COUNT(DISTINCT identity))
) AS repeated_events
)
SELECT ${asked.map(dialect.identifier).join(', ')} FROM (\n${delivered({ columns })}\n) AS deliveries
WHERE NOT EXISTS (
  SELECT 1 FROM repeated_moments WHERE repeated_moments.user_id = deliveries.user_id AND repeated_moments.event_micros = deliveries.event_micros
)
UNION ALL
${merged(relation('repeated_moments'))}`;
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
  const columns = columnsOf(options);
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

function columnsOf({ columns = Object.keys(EVENT_COLUMNS) as EventColumn[] }: EventsOptions): readonly EventColumn[] {
  return columns;
}
