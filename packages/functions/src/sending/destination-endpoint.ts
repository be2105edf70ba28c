import { PropensityError } from '@propensity/core';
import type { JobSettings } from '@propensity/core/config';
import type { Secrets } from '../secrets.js';

/** Where the requests of a format go. */
export interface DestinationEndpoint {
  /** Without what is secret, for people. */
  readonly address: string;
  /** How many requests may be on their way at once. */
  readonly atOnce: number;
  /** The request for a line of the file. @param validate true for one that changes nothing, and only says whether it would be taken */
  request(line: string, validate: boolean): { readonly url: string; readonly init: RequestInit };
  /** What an answer to a request that only validates complains of; empty where it would be taken. */
  complaints(answer: string): readonly string[];
}

type SendSettings = Pick<JobSettings, 'activation'>;

const JSON_HEADERS = { 'Content-Type': 'application/json', 'User-Agent': 'Propensity' };

/**
 * The endpoint of a format.
 * @throws PropensityError `cannot_send` for a format that is not sent, or where the configuration or a secret is missing
 */
export function destinationEndpoint(
  format: string | null,
  settings: SendSettings,
  secrets: Secrets,
): DestinationEndpoint {
  if (format === 'measurement-protocol') return measurementProtocol(settings, secrets);
  if (format === 'data-manager') return dataManager(settings, secrets);
  throw cannotSend(
    `A file of the format ${format ?? 'of an earlier version'} is not sent by requests.`,
    'Files of --as measurement-protocol and --as data-manager are.',
  );
}

/** @see "Validate events": https://developers.google.com/analytics/devguides/collection/protocol/ga4/validating-events */
function measurementProtocol({ activation }: SendSettings, { analyticsApiSecret }: Secrets): DestinationEndpoint {
  const { measurementId, analyticsEndpoint = 'https://www.google-analytics.com' } = activation ?? {};
  if (measurementId === undefined) {
    throw cannotSend(
      'The Measurement Protocol needs a measurement id.',
      'Set activation.measurementId, such as "G-ABC123".',
    );
  }
  if (analyticsApiSecret === undefined) {
    throw cannotSend(
      'The Measurement Protocol needs an API secret.',
      'Set PROPENSITY_GA4_API_SECRET in the environment.',
    );
  }
  const query = new URLSearchParams({ measurement_id: measurementId, api_secret: analyticsApiSecret });
  return {
    address: `${analyticsEndpoint}/mp/collect, ${measurementId}`,
    atOnce: 10,
    request: (line, validate) => ({
      url: `${analyticsEndpoint}${validate ? '/debug' : ''}/mp/collect?${query}`,
      init: { method: 'POST', body: line, headers: JSON_HEADERS },
    }),
    complaints(answer) {
      const { validationMessages = [] } = JSON.parse(answer) as {
        validationMessages?: readonly { fieldPath?: string; description?: string }[];
      };
      return validationMessages.map(({ fieldPath = '', description = '' }) => `${fieldPath}: ${description}`);
    },
  };
}

function dataManager({ activation }: SendSettings, { dataManagerToken }: Secrets): DestinationEndpoint {
  const { endpoint = 'https://datamanager.googleapis.com' } = activation?.dataManager ?? {};
  if (dataManagerToken === undefined) {
    throw cannotSend(
      'The Data Manager API needs an access token.',
      'Set PROPENSITY_DATA_MANAGER_TOKEN in the environment.',
    );
  }
  return {
    address: `${endpoint}/v1/audienceMembers:ingest`,
    // Its quota is of requests per minute.
    atOnce: 1,
    request: (line, validate) => ({
      url: `${endpoint}/v1/audienceMembers:ingest`,
      init: {
        method: 'POST',
        body: validate ? JSON.stringify({ ...(JSON.parse(line) as object), validateOnly: true }) : line,
        headers: { ...JSON_HEADERS, Authorization: `Bearer ${dataManagerToken}` },
      },
    }),
    // What is not taken is answered with an error.
    complaints: () => [],
  };
}

/** The error for a file that cannot be sent. */
export function cannotSend(message: string, hint: string): PropensityError {
  return new PropensityError('cannot_send', message, { kind: 'usage', hint });
}
