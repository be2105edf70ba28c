import { type ErrorKind, PropensityError } from '@propensity/core';
import type { HttpResponse } from './exchange.js';
import { HttpError } from './http-error.js';

/** What an error says to a caller: never a stack trace, SQL or a path. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** The HTTP status of each kind of error. */
export const HTTP_STATUS: Readonly<Record<ErrorKind, number>> = {
  usage: 400,
  conflict: 409,
  refused: 422,
  failed: 500,
};

/** Errors whose status is not that of their kind. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = { predictions_not_ready: 503 };

/** Errors whose own words, meant for whoever runs a command, speak of processes and files of the server. */
const WORDS_OF_CODE: Readonly<Record<string, Omit<ErrorBody, 'code'>>> = {
  warehouse_locked: {
    message: 'Another job is at work on the warehouse.',
    hint: 'Ask again when it has ended.',
  },
};

/**
 * Writes a JSON answer, not to be stored unless a header that was set before says otherwise. An answer that was given
 * already stands: for example to somebody who was answered that the server stops.
 */
export function answerJson(response: HttpResponse, status: number, body: unknown): void {
  if (response.headersSent) return;
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': response.getHeader('Cache-Control') ?? 'no-store',
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

/** Writes what an error is to a caller, with `more` beside it. */
export function answerError(
  response: HttpResponse,
  error: unknown,
  more: Readonly<Record<string, unknown>> = {},
): void {
  if (response.headersSent) return;
  const status = statusOf(error);
  if (error instanceof HttpError) {
    for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
  }
  if (status === 409 || status === 503) response.setHeader('Retry-After', '30');
  answerJson(response, status, { error: errorBody(error), ...more });
}

/** What a caller may know of an error: nearly everything of a `PropensityError`, nothing of any other. */
export function errorBody(error: unknown): ErrorBody {
  if (PropensityError.is(error)) {
    const { message, hint } = WORDS_OF_CODE[error.code] ?? error;
    return { code: error.code, message: withoutFolders(message), hint: withoutFolders(hint) };
  }
  return {
    code: 'internal_error',
    message: 'Something went wrong inside the server.',
    hint: 'Its log says what; look there, then try again.',
  };
}

/** Absolute paths cut down to their last part: where a server keeps its files is not the caller's business. */
function withoutFolders(text: string): string {
  return text.replace(/(?<![\w/:.])(?:[A-Za-z]:)?(?:[\\/][^\s\\/"'`,;:()]+)+[\\/]([^\s\\/"'`,;:()]+)/g, '$1');
}

/** The status of an error. */
export function statusOf(error: unknown): number {
  if (error instanceof HttpError) return error.status;
  return PropensityError.is(error) ? (STATUS_OF_CODE[error.code] ?? HTTP_STATUS[error.kind]) : 500;
}
