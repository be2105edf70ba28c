import type { EventEmitter } from 'node:events';
import type { Request, Response } from '@google-cloud/functions-framework';
import { PropensityError } from '@propensity/core';
import { CODE_VERSION } from '../code-version.js';
import { errorFields } from '../logging/error-fields.js';
import type { Log } from '../logging/log.js';
import { inRequest } from '../logging/request-context.js';
import { traceContextOf } from '../logging/trace-context.js';
import { noticesOf } from '../notices/reported-jobs.js';
import { answerJson, errorBody, statusOf } from './answer.js';
import { pathOf } from './read-request.js';

/** An HTTP function of functions-framework. It answers every request itself and never rejects. */
export type Handler = (request: Request, response: Response) => Promise<void>;

/** Google's front end keeps paths that end in z to itself on some of its domains, hence the second name. */
const HEALTH_PATHS: readonly string[] = ['/healthz', '/health'];

/**
 * Makes a function of `work`: it answers for its health without `work`, turns what `work` throws into an answer, and
 * logs each request under its trace and the function's name.
 */
export function handler(name: string, log: Log, work: Handler): Handler {
  return (request, response) =>
    inRequest({ trace: traceContextOf(request.headers), labels: { function: name } }, async () => {
      const begun = performance.now();
      const fail = (error: unknown) => answerError(name, log, response, error);
      // The framework answers errors that are in no promise itself, with their message unless NODE_ENV is production.
      currentDomain()?.removeAllListeners('error').on('error', fail);
      if (HEALTH_PATHS.includes(pathOf(request))) return answerHealth(name, request, response);
      try {
        await work(request, response);
      } catch (error) {
        fail(error);
      }
      const durationMs = Math.round(performance.now() - begun);
      log('INFO', `${name} answered ${response.statusCode}`, { status: response.statusCode, durationMs });
    });
}

/** The domain that the framework runs each request in; Node's types no longer know of it. */
function currentDomain(): EventEmitter | null | undefined {
  return (process as { readonly domain?: EventEmitter | null }).domain;
}

function answerHealth(name: string, request: Request, response: Response): void {
  if (refusedMethod(request, response, ['GET', 'HEAD'])) return;
  answerJson(response, 200, { status: 'ok', function: name, version: CODE_VERSION });
}

/** A failure is logged whole; what the caller or a check is to blame for is a warning. */
function answerError(name: string, log: Log, response: Response, error: unknown): void {
  const status = statusOf(error);
  const body = errorBody(error);
  if (status >= 500) log('ERROR', `${name} failed`, errorFields(error));
  else log('WARNING', `${name} was refused: ${body.message}`, { status, error: body });
  const notices = noticesOf(error);
  answerJson(response, status, { error: body, ...(notices.length > 0 && { notices }) });
}

/** Answers 405 and returns true when the request's method is none of `allowed`. */
export function refusedMethod(request: Request, response: Response, allowed: readonly string[]): boolean {
  if (allowed.includes(request.method)) return false;
  response.setHeader('Allow', allowed.join(', '));
  const error = new PropensityError('method_not_allowed', `${request.method} is not allowed here.`, {
    kind: 'usage',
    hint: `Use ${allowed[0]}.`,
  });
  answerJson(response, 405, { error: errorBody(error) });
  return true;
}
