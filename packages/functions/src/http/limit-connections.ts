import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { PropensityError } from '@propensity/core';
import { answerError, errorBody } from './answer.js';
import { HttpError } from './http-error.js';

/** Milliseconds that a client may take to send headers, and a request as a whole. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;

/**
 * Has a server wait for slow clients for so long only, and answer in JSON also what never comes to be a request. To be called
 * before it listens, or at once then.
 */
export function limitConnections(server: Server): void {
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  server.on('clientError', answerUnreadable);
  server.on('checkExpectation', (_request, response) => {
    answerError(
      response,
      new HttpError(417, 'unknown_expectation', 'What the request expects is not known here.', {
        hint: 'Leave the header Expect out.',
        headers: { Connection: 'close' },
      }),
    );
  });
}

function answerUnreadable(error: Error & { readonly code?: string }, socket: Duplex): void {
  // An answer that has begun cannot be taken back.
  if (error.code === 'ECONNRESET' || !socket.writable || hasAnswered(socket)) {
    socket.destroy();
    return;
  }
  const status = statusOfUnreadable(error.code);
  const body = errorBody(
    new PropensityError('bad_request', status === 408 ? 'The request took too long.' : 'This is not an HTTP request.', {
      hint: 'Send a request as docs/serving.md describes it.',
    }),
  );
  const text = `${JSON.stringify({ error: body })}\n`;
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(text)}`,
      'Cache-Control: no-store',
      'Connection: close',
      '',
      text,
    ].join('\r\n'),
    // Who does not close its side would keep the connection for ever.
    () => socket.destroy(),
  );
}

function statusOfUnreadable(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

/** Whether the answer that a socket waits for has begun; Node keeps it there, under no public name. */
function hasAnswered(socket: Duplex): boolean {
  const { _httpMessage: message } = socket as Duplex & {
    readonly _httpMessage?: { readonly headersSent: boolean } | null;
  };
  return message?.headersSent === true;
}
