import type { Server } from 'node:http';
import type { Request, Response } from '@google-cloud/functions-framework';
import { PropensityError } from '@propensity/core';
import { answerJson, errorBody, HTTP_STATUS } from './answer.js';
import { badBody } from './read-request.js';

interface ErrorHandlingApp {
  use(handler: (error: unknown, request: Request, response: Response, next: (error: unknown) => void) => void): unknown;
}

/**
 * Makes the framework's server answer JSON also where it fails before a function is called: a body that does not parse
 * or decode, an address that does not decode. Left alone it answers HTML with a stack trace.
 */
export function answerErrorsAsJson(server: Server): void {
  for (const listener of server.listeners('request')) {
    if (!isApp(listener)) continue;
    // Express recognises an error handler by its four parameters.
    listener.use((error, _request, response, next) => {
      if (response.headersSent) next(error);
      else answerJson(response, statusOfRequestError(error), { error: errorBody(requestError(error)) });
    });
  }
}

function isApp(listener: unknown): listener is ErrorHandlingApp {
  return typeof listener === 'function' && 'use' in listener && typeof listener.use === 'function';
}

/** The parsers mark what is the caller's fault with a status of 4xx. */
function statusOfRequestError(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : Number.NaN;
  return status >= 400 && status < 500 ? status : HTTP_STATUS.failed;
}

function requestError(error: unknown): unknown {
  const status = statusOfRequestError(error);
  if (status >= 500) return error;
  if (error instanceof URIError) {
    return new PropensityError('bad_path', 'The address is not validly encoded.', {
      hint: 'Percent-encode special characters.',
    });
  }
  return badBody('The body is not valid JSON.');
}
