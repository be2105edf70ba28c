import type { Response } from '@google-cloud/functions-framework';
import { type ErrorKind, PropensityError } from '@propensity/core';

const STATUS: Readonly<Record<ErrorKind, number>> = { usage: 400, refused: 422, failed: 500, conflict: 409 };

/** The body of every error: a stable code, a message, and what to do. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
}

export function sendJson(response: Response, status: number, body: unknown): void {
  response.status(status).set('cache-control', 'no-store').json(body);
}

/** A client's mistake. */
export function sendError(response: Response, status: number, code: string, message: string, hint = ''): void {
  sendJson(response, status, { error: { code, message, hint } } satisfies ErrorBody);
}

/** An error of ours says what it is; of any other the caller learns nothing, the log everything. */
export function sendFailure(response: Response, error: unknown): void {
  if (PropensityError.is(error)) {
    sendError(response, STATUS[error.kind], error.code, error.message, error.hint);
    if (error.kind === 'failed') logFailure(error);
    return;
  }
  logFailure(error);
  sendError(response, 500, 'internal_error', 'The request failed.', 'Look into the log of this server.');
}

/** One structured line on stderr. */
export function logFailure(error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ severity: 'ERROR', message })}\n`);
}
