import { PropensityError } from '@propensity/core';
import { type ApiRequest, BigQueryApi } from '../clients/bigquery-api.js';

/** BigQuery's REST API for a plan: metadata is read, queries are looked at by dry runs, and nothing else is sent. */
export class PlanningApi extends BigQueryApi {
  /** @throws PropensityError `not_planned` for any other request; else as `BigQueryApi.call` */
  override call<T>(request: ApiRequest): Promise<T> {
    if (request.method === 'GET' || isDryRun(request)) return super.call<T>(request);
    return Promise.reject(
      new PropensityError(
        'not_planned',
        `A plan changes nothing, and this would be ${request.method} ${request.path}.`,
      ),
    );
  }
}

function isDryRun({ path, body }: ApiRequest): boolean {
  const { configuration } = (body ?? {}) as { readonly configuration?: { readonly dryRun?: boolean } };
  return path === '/jobs' && configuration?.dryRun === true;
}
