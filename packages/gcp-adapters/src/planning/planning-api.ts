import { PropensityError } from '@propensity/core';
import { type ApiRequest, BigQueryApi } from '../clients/bigquery-api.js';

/** BigQuery's REST API for a plan: metadata is read, and nothing else is sent. */
export class PlanningApi extends BigQueryApi {
  /** @throws PropensityError `not_planned` for a request that is no GET; else as `BigQueryApi.call` */
  override call<T>(request: ApiRequest): Promise<T> {
    if (request.method === 'GET') return super.call<T>(request);
    return Promise.reject(
      new PropensityError(
        'not_planned',
        `A plan changes nothing, and this would be ${request.method} ${request.path}.`,
      ),
    );
  }
}
