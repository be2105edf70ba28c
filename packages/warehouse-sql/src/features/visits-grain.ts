import type { Dialect } from '../dialect/dialect.js';
import type { EventColumn } from '../source/event-columns.js';
import type { GrainDefinition } from './grain-definition.js';

/** The texts of a visit, by the column of the events that they are read from. */
export const VISIT_TEXTS = {
  page_path: ['first_page', 'last_page', 'landing_page'],
  content_group: ['last_content_group'],
  session_source: ['source'],
  session_medium: ['medium'],
} as const satisfies Partial<Record<EventColumn, readonly string[]>>;

/**
 * One row per session, or what a user did outside of any, of which a page, a source or a medium is known: its pages and where it came from.
 * `landing_page` is the first page of the user's first visit ever, NULL of other visits. `first_page_micros` and `last_page_micros` are
 * NULL where no page was viewed.
 */
export const VISITS: GrainDefinition = {
  version: 1,
  columns: [
    ...['session_id', 'session_number', 'event_micros', 'page_path', 'content_group'],
    ...['session_source', 'session_medium'],
  ] as EventColumn[],
  roles: [],
  sql: visitsSql,
};

function visitsSql({ textAt }: Pick<Dialect, 'textAt'>): string {
  const micros = `CASE WHEN page_path IS NOT NULL THEN event_micros END`;
  return `SELECT *, CASE WHEN session_number = 1 THEN first_page END AS landing_page
  FROM (
    SELECT user_id, MIN(event_micros) AS first_micros, MIN(${micros}) AS first_page_micros, MAX(${micros}) AS last_page_micros,
      ${textAt('page_path', 'first', 'event_micros')} AS first_page, ${textAt('page_path', 'last', 'event_micros')} AS last_page,
      ${textAt('content_group', 'last', 'event_micros')} AS last_content_group,
      ${textAt('session_source', 'first', 'event_micros')} AS source, ${textAt('session_medium', 'first', 'event_micros')} AS medium,
      MIN(session_number) AS session_number
    FROM window_events WHERE page_path IS NOT NULL OR session_source IS NOT NULL OR session_medium IS NOT NULL
    GROUP BY user_id, session_id
  ) AS visited`;
}
