import type { Server } from 'node:http';
import { PropensityError } from '@propensity/core';
import { answerError } from './answer.js';
import type { HttpRequest, HttpResponse } from './exchange.js';

interface ErrorHandlingApp {
  use(
    handler: (error: unknown, request: HttpRequest, response: HttpResponse, next: (error: unknown) => void) => void,
  ): unknown;
}

/**
 * Makes the framework's server answer JSON also where it fails before a function is called. Left alone it answers HTML with a
 * stack trace.
 */
export function answerErrorsAsJson(server: Server): void {
  for (const listener of server.listeners('request')) {
    if (!isApp(listener)) continue;
    // Express tells an error handler by its four parameters.
    listener.use((error, _request, response, next) => {
      if (response.headersSent) next(error);
      else answerError(response, isCallersFault(error) ? badRequest(error) : error);
    });
  }
}

function isApp(listener: unknown): listener is ErrorHandlingApp {
  return typeof listener === 'function' && 'use' in listener && typeof listener.use === 'function';
}

/** What express and its parsers mark with a status of 4xx. */
function isCallersFault(error: unknown): boolean {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : Number.NaN;
  return status >= 400 && status < 500;
}

function badRequest(cause: unknown): PropensityError {
  return new PropensityError('bad_request', 'The request cannot be read.', {
    kind: 'usage',
    hint: 'Send a request as docs/serving.md describes it.',
    cause,
  });
}
