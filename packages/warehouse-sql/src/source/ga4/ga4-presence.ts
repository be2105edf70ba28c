import type { Dialect } from '../../dialect/dialect.js';
import type { PresenceCheck } from '../event-export.js';

/** What at least one row of any GA4 export has: an export without it is refused, not read as empty. */
export function ga4Presence(dialect: Dialect): PresenceCheck[] {
  return [
    {
      code: 'no_event_names',
      field: 'event_name',
      condition: `event_name <> ''`,
      message: 'No row of the export has an event_name',
      hint: 'Export the column event_name as BigQuery does, and make source.events match only the day files of events.',
    },
    {
      code: 'no_moments',
      field: 'event_timestamp',
      condition: 'event_timestamp IS NOT NULL',
      message: 'No row of the export has an event_timestamp',
      hint: 'Export the column event_timestamp as BigQuery does: an integer of microseconds since the epoch.',
    },
    {
      code: 'no_parameters',
      field: 'event_params',
      condition: dialect.hasElements('event_params'),
      message: 'No event of the export has any parameters (event_params)',
      hint: 'Export the column event_params too: sessions, pages and values are read from it.',
    },
  ];
}
