import type { ServerResponse } from 'node:http';
import { type ErrorKind, PropensityError } from '@propensity/core';

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

/**
 * Writes a JSON answer, not to be stored unless a header that was set before says otherwise. An answer that was given
 * already stands: for example to somebody who was answered that the server stops.
 */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return;
  const text = `${JSON.stringify(body)}\n`;
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  if (!response.hasHeader('Cache-Control')) response.setHeader('Cache-Control', 'no-store');
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

/** What a caller may know of an error: everything of a `PropensityError`, nothing of any other. */
export function errorBody(error: unknown): ErrorBody {
  if (PropensityError.is(error))
    return { code: error.code, message: withoutFolders(error.message), hint: withoutFolders(error.hint) };
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
  return PropensityError.is(error) ? HTTP_STATUS[error.kind] : 500;
}
