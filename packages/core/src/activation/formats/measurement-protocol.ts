import { PropensityError } from '../../errors/propensity-error.js';
import { cannotExport, type DestinationFormat } from './destination-format.js';
import {
  MEASUREMENT_PROTOCOL_LIMITS as LIMITS,
  RESERVED_EVENTS,
  RESERVED_PREFIXES,
  RESERVED_USER_PROPERTIES,
} from './google-limits.js';
import { userProperties } from './user-properties.js';
import { characters, utf8Bytes, withinLimit } from './within-limits.js';

/** The body of a request of the Measurement Protocol, for a web stream. */
export interface MeasurementProtocolRequest {
  readonly client_id: string;
  readonly consent: { readonly ad_user_data: 'GRANTED'; readonly ad_personalization: 'GRANTED' };
  readonly user_properties: Readonly<Record<string, { readonly value: string }>>;
  readonly events: readonly {
    readonly name: string;
    readonly params: Readonly<Record<string, string | number>>;
  }[];
}

/** Also of installations of apps, whose requests are others: 32 hexadecimal digits. */
const APP_INSTANCE_ID = /^[0-9a-f]{32}$/i;
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const DEFAULT_EVENT_NAME = 'propensity_scored';

/** One request per user, in a line: an event that sets the user properties. Only users who have consented are in an export of this format. */
export const measurementProtocol: DestinationFormat = {
  name: 'measurement-protocol',
  extension: '.ndjson',
  meaning: 'requests of the GA4 Measurement Protocol, one per line',
  open({ targetEvent, activation, analyticsIds }) {
    if (analyticsIds !== 'client_id') {
      throw cannotExport(
        'The Measurement Protocol takes client ids, and the users of this configuration have others.',
        'Score with source.userId "user_pseudo_id", or use "ga4-data-import", which takes user ids too.',
      );
    }
    const name = activation?.eventName ?? DEFAULT_EVENT_NAME;
    const target = [...targetEvent].slice(0, LIMITS.parameterValue).join('');
    return {
      head: () => [],
      lines: (batch) =>
        batch.map((row) => {
          const properties = userProperties(row, activation?.userProperties);
          const request: MeasurementProtocolRequest = {
            client_id: row.user_id,
            consent: { ad_user_data: 'GRANTED', ad_personalization: 'GRANTED' },
            user_properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, { value }])),
            events: [{ name, params: { target, predicted_week: row.predicted_week } }],
          };
          return checkedRequest(request);
        }),
      tail: () => [],
    };
  },
};

/**
 * A request as JSON text, if Google documents that it is taken.
 * @throws PropensityError `payload_over_limit` for one with more, longer or reserved names, or longer values, than Google takes
 */
export function checkedRequest(request: MeasurementProtocolRequest): string {
  const { client_id, user_properties, events } = request;
  if (client_id === '') throw refused('An empty client id is nobody.');
  if (APP_INSTANCE_ID.test(client_id)) {
    throw refused(
      `${client_id} is an installation of an app: the Measurement Protocol takes it in requests of other form.`,
    );
  }
  withinLimit('The number of events of a request', events.length, LIMITS.eventsOfRequest);
  const properties = Object.entries(user_properties);
  withinLimit('The number of user properties', properties.length, LIMITS.userProperties);
  for (const [name, { value }] of properties) {
    checkName(name, LIMITS.userPropertyName, RESERVED_USER_PROPERTIES);
    withinLimit(`The length of ${name} "${value}"`, characters(value), LIMITS.userPropertyValue);
  }
  for (const { name, params } of events) {
    checkName(name, LIMITS.eventName, RESERVED_EVENTS);
    const entries = Object.entries(params);
    withinLimit(`The number of parameters of ${name}`, entries.length, LIMITS.parametersOfEvent);
    for (const [key, value] of entries) {
      checkName(key, LIMITS.parameterName, []);
      withinLimit(`The length of ${key} "${value}"`, characters(String(value)), LIMITS.parameterValue);
    }
  }
  const body = JSON.stringify(request);
  withinLimit('The number of bytes of a request', utf8Bytes(body), LIMITS.bodyBytes - 1);
  return body;
}

function checkName(name: string, limit: number, reserved: readonly string[]): void {
  withinLimit(`The length of the name ${name}`, characters(name), limit);
  if (!NAME.test(name))
    throw refused(`${name} is no name that Google takes: letters, digits and underscores, a letter first.`);
  if (reserved.includes(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix))) {
    throw refused(`Google keeps the name ${name} for itself.`);
  }
}

function refused(message: string): PropensityError {
  return new PropensityError('payload_over_limit', message, { kind: 'refused', hint: 'Nothing was exported.' });
}
