import type { Request, Response } from '@google-cloud/functions-framework';
import type { Stack } from '../open-stack.js';
import { getProbaHandler } from './get-proba-handler.js';
import { jobHandler } from './job-handler.js';
import { sendError, sendJson } from './reply.js';

export type Handler = (request: Request, response: Response) => Promise<void> | void;

export interface Handlers {
  readonly getProba: Handler;
  readonly modelTraining: Handler;
  readonly predictions: Handler;
  readonly modelEvaluation: Handler;
  /** All four at their paths, and `/healthz`. */
  readonly propensity: Handler;
}

/**
 * The HTTP handlers over a stack.
 * @param open opens the stack for one request; it is closed when the request is answered
 */
export function createHandlers(open: () => Promise<Stack>): Handlers {
  const byPath = {
    getProba: getProbaHandler(open),
    modelTraining: jobHandler('modelTraining', open),
    predictions: jobHandler('predictions', open),
    modelEvaluation: jobHandler('modelEvaluation', open),
  };
  const routes = new Map<string, Handler>(Object.entries(byPath).map(([name, handler]) => [`/${name}`, handler]));
  return {
    ...byPath,
    propensity: (request, response) => {
      if (request.path === '/healthz') return sendJson(response, 200, { status: 'ok' });
      const handler = routes.get(request.path);
      if (handler !== undefined) return handler(request, response);
      return sendError(response, 404, 'not_found', `There is nothing at ${request.path}.`, `There are: ${[...routes.keys()].join(', ')}.`);
    },
  };
}
