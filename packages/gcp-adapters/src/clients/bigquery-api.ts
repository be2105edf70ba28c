import type { BigQuery } from '@google-cloud/bigquery';
import { LostAnswer, RETRY_LIMITS, type RetryLimits, retrying } from './retrying.js';

export interface BigQueryApiOptions {
  readonly client: BigQuery;
  /** Makes sure there is a credential. */
  readonly authorise: () => Promise<void>;
  readonly limits?: RetryLimits;
}

/** A request of the REST API that may be repeated. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The project in the address. */
  readonly project: string;
  /** What follows the project: `/jobs`, `/datasets/d/tables/t`, … */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: object;
  /** No further try begins after so many milliseconds; the limits of the API when left out. */
  readonly patienceMs?: number;
}

/**
 * Requests to BigQuery's REST API through Google's client, repeated until they are answered.
 * @see https://cloud.google.com/bigquery/docs/reference/rest
 */
export class BigQueryApi {
  #serverTime: number | null = null;

  constructor(readonly options: BigQueryApiOptions) {}

  /** The server's clock at its first answer since `watchClock`, milliseconds; null before that. Truncated to the second. */
  get serverTime(): number | null {
    return this.#serverTime;
  }

  /** Reads the server's clock anew from its next answer. */
  watchClock(): void {
    this.#serverTime = null;
  }

  /** @throws PropensityError what `googleError` makes of the answer; `service_unavailable` when there is none */
  async call<T>(request: ApiRequest): Promise<T> {
    await this.options.authorise();
    const limits = this.options.limits ?? RETRY_LIMITS;
    const totalMs = Math.min(limits.totalMs, request.patienceMs ?? limits.totalMs);
    return retrying('BigQuery', () => this.#once<T>(request), { ...limits, totalMs });
  }

  #once<T>({ method, project, path, query, body }: ApiRequest): Promise<T> {
    const request = {
      method,
      projectId: project,
      uri: path,
      qs: Object.fromEntries(Object.entries(query ?? {}).filter(([, value]) => value !== undefined)),
      ...(body === undefined ? {} : { json: body }),
    };
    return new Promise((resolve, reject) => {
      this.options.client.request(request, (error: Error | null, answer?: T, response?: HttpResponse) => {
        const date = Date.parse(response?.headers?.date ?? '');
        if (this.#serverTime === null && !Number.isNaN(date)) this.#serverTime = date;
        // The client gives back what is no JSON as it is: a refusal that was cut has a status and no reason.
        const isJson = /json/.test(response?.headers?.['content-type'] ?? '');
        if (error && isJson && (answer as { error?: unknown } | undefined)?.error === undefined) {
          reject(new LostAnswer('the refusal was cut'));
        } else if (error) reject(error);
        else if (method !== 'DELETE' && typeof answer !== 'object') reject(new LostAnswer('the answer was cut'));
        else resolve(answer as T);
      });
    });
  }
}

interface HttpResponse {
  readonly headers?: Readonly<Record<string, string>>;
}
