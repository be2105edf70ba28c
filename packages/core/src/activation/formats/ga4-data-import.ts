import { cannotExport, type DestinationFormat } from './destination-format.js';
import { MEASUREMENT_PROTOCOL_LIMITS as LIMITS, USER_ID_CHARACTERS } from './google-limits.js';
import { DEFAULT_USER_PROPERTIES, userProperties } from './user-properties.js';
import { characters, withinLimit } from './within-limits.js';

/**
 * The CSV file of a data import of user data: one row per user, by user id, or by client id and stream.
 * @see "[GA4] Import user data": https://support.google.com/analytics/answer/10071143
 */
export const ga4DataImport: DestinationFormat = {
  name: 'ga4-data-import',
  extension: '.csv',
  meaning: 'a CSV file for GA4 Data Import of user data',
  open({ activation, analyticsIds }) {
    const stream = activation?.streamId;
    if (analyticsIds === undefined) {
      throw cannotExport(
        'A data import takes client ids or user ids of Google Analytics, and the users of this configuration have others.',
        'Score with source.userId "user_pseudo_id" or "user_id".',
      );
    }
    if (analyticsIds === 'client_id' && stream === undefined) {
      throw cannotExport(
        'A data import by client id needs the id of the data stream.',
        'Set activation.streamId: Analytics shows it in Admin, Data streams.',
      );
    }
    const names = activation?.userProperties ?? DEFAULT_USER_PROPERTIES;
    const key = analyticsIds === 'client_id' ? ['client_id', 'stream_id'] : ['user_id'];
    return {
      head: () => [[...key, names.score, names.decile, names.selected].map(csvField).join(',')],
      lines: (batch) =>
        batch.map((row) => {
          withinLimit(`The length of the id ${row.user_id}`, characters(row.user_id), USER_ID_CHARACTERS);
          const values = Object.values(userProperties(row, names));
          for (const value of values)
            withinLimit(`The length of "${value}"`, characters(value), LIMITS.userPropertyValue);
          const id = analyticsIds === 'client_id' ? [row.user_id, stream!] : [row.user_id];
          return [...id, ...values].map(csvField).join(',');
        }),
      tail: () => [],
    };
  },
};

/** A field as RFC 4180 writes it. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
