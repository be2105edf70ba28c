import type { PresenceCheck } from '../event-export.js';

/** What at least one row of any Universal Analytics export has: an export without it is refused, not read as empty. */
export function uaPresence(): PresenceCheck[] {
  return [
    {
      code: 'no_moments',
      field: 'event_micros',
      condition: 'event_micros IS NOT NULL',
      message: 'No session of the export has a visitStartTime',
      hint: 'Export the column visitStartTime as BigQuery does: an integer of seconds since the epoch.',
    },
    {
      code: 'no_hits',
      field: 'hits',
      condition: 'hits.type IS NOT NULL',
      message: 'No session of the export has a hit with a type (hits.type)',
      hint: 'Export the repeated record hits too: pages, events and transactions are read from it.',
    },
  ];
}
