import { startOfDayMicros } from '@propensity/core/windows';
import type { Dialect } from '../../dialect/dialect.js';
import { queryRelation, type Relation } from '../../dialect/relation.js';
import type { EventColumn } from '../event-columns.js';
import type { EventsOptions } from '../event-export.js';
import { askedColumns, distinctEventsSql } from '../identity/distinct-events-sql.js';
import { localMicrosSql } from '../local-time.js';
import type { RawRelation } from '../raw-relation.js';
import { ITEM_VALUES, UaFields } from './ua-fields.js';
import type { UaRules } from './ua-rules.js';

/** Identified events of a Universal Analytics export, flat, re-delivered ones still there. */
export function uaDeliveredEventsSql(options: EventsOptions, rules: UaRules): string {
  return options.relations.map((relation) => flatSelect(options, relation, true, rules)).join('\nUNION ALL\n');
}

/**
 * One row per identified event of a Universal Analytics export, flat: `distinctEventsSql` says which deliveries are of one event. Fields
 * that an export does not have are NULL.
 */
export function uaEventsSql(options: EventsOptions, rules: UaRules): string {
  return distinctEventsSql(options, (asked) => uaDeliveredEventsSql(asked, rules));
}

/** `user_id`, `event_micros` and `event_name` of every event as delivered, re-deliveries and those without a user included. */
export function uaDeliveriesSql(options: Omit<EventsOptions, 'columns'>, rules: UaRules): string {
  const columns: EventColumn[] = ['user_id', 'event_micros', 'event_name'];
  return options.relations
    .map((relation) => flatSelect({ ...options, columns }, relation, false, rules))
    .join('\nUNION ALL\n');
}

function flatSelect(options: EventsOptions, relation: RawRelation, identified: boolean, rules: UaRules): string {
  const { dialect } = options;
  const columns = askedColumns(options);
  const fields = new UaFields(dialect, relation.schema);
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
  const [start, end] = [options.from, options.until].map((day) => startOfDayMicros(day, options.timeZone));
  const values = columns.includes('item_value') ? fields.itemValues() : null;
  return `SELECT ${flat.map(([name, sql]) => `${sql} AS ${dialect.identifier(name)}`).join(', ')}
FROM (
  SELECT *${values === null ? '' : `, ${values} AS ${ITEM_VALUES}`}
  FROM ${options.only === undefined ? relation.from : rowsOf(dialect, relation.from, options.only)} AS session_events
  WHERE event_micros >= ${start} AND event_micros < ${end}
) AS raw_events
WHERE ${conditions.length === 0 ? 'TRUE' : conditions.join(' AND ')}`;
}

/** The events of users and moments in `only`. */
function rowsOf(dialect: Dialect, from: Relation, only: Relation): Relation {
  // Otherwise DuckDB would compute the columns of all rows first.
  const materialized = dialect.name === 'duckdb' ? 'MATERIALIZED ' : '';
  return queryRelation(`WITH picked AS ${materialized}(
  SELECT * FROM ${from} AS all_events
  WHERE EXISTS (SELECT 1 FROM ${only} AS picks WHERE picks.user_id = all_events.user_id AND picks.event_micros = all_events.event_micros)
) SELECT * FROM picked`);
}
