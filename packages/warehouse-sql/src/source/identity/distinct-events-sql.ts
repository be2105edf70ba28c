import { type Relation, relation } from '../../dialect/relation.js';
import { EVENT_COLUMNS, type EventColumn } from '../event-columns.js';
import type { EventsOptions } from '../event-export.js';
import { mergedEventsSql } from './merged-events-sql.js';

/**
 * One row per identified event: `mergedEventsSql` says which deliveries are of one event. What an event says in full may take long to
 * compare: only those are compared that have a user, moment and name in common, and no places of their own in a batch.
 * @param deliveredSql identified events with re-deliveries, for changed options
 */
export function distinctEventsSql(options: EventsOptions, deliveredSql: (options: EventsOptions) => string): string {
  const { dialect, only } = options;
  const key: EventColumn[] = ['user_id', 'event_micros', 'event_name'];
  const asked = [...askedColumns(options), ...(options.customColumns ?? []).map(({ name }) => name)];
  const columns = [...new Set<EventColumn>([...key, ...askedColumns(options)])];
  const delivered = (more: Partial<EventsOptions>) => deliveredSql({ ...options, ...more });
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

/** The columns that are asked for; all where none is named. */
export function askedColumns({
  columns = Object.keys(EVENT_COLUMNS) as EventColumn[],
}: Pick<EventsOptions, 'columns'>): readonly EventColumn[] {
  return columns;
}
