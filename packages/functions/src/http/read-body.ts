import { createGunzip, createInflate } from 'node:zlib';
import { parse } from 'content-type';
import getRawBody from 'raw-body';
import type { HttpRequest } from './exchange.js';
import { HttpError } from './http-error.js';
import { badBody } from './read-request.js';

/** Bytes that a body may have, inflated. */
const LIMIT = 65_536;

/** Those that need no more than 32 KB to inflate with: br and zstd take megabytes, as the sender pleases. */
const DECODERS = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
} as const;

/** Nobody reads the rest of a body that is refused on the way. */
const CLOSING = { Connection: 'close' } as const;

/** Whether a request says that a body follows. */
export function hasBody({ headers }: HttpRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * The body of a request that has one, inflated, as far as it is small enough; what is too large is not read on.
 * @throws HttpError `body_too_large` (413), or `bad_body` (415) for an encoding or a charset that is not known
 * @throws PropensityError `bad_body` when it breaks off or cannot be inflated
 */
export async function readBody(request: HttpRequest): Promise<Buffer> {
  const { headers } = request;
  assertKnownCharset(headers['content-type']);
  const transfer = headers['transfer-encoding'];
  if (transfer !== undefined && transfer.trim().toLowerCase() !== 'chunked') {
    throw badBody(`A body cannot be read whose Transfer-Encoding is not "chunked".`);
  }
  if (Number(headers['content-length'] ?? 0) > LIMIT) throw tooLarge();
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return read(request);
  if (!isKnown(encoding)) {
    throw new HttpError(415, 'bad_body', 'The body has a Content-Encoding that is not known here.', {
      hint: `Send it as it is, or with ${Object.keys(DECODERS).join(', ')}.`,
    });
  }
  const decoder = DECODERS[encoding]();
  // A decoder does not notice that nothing will come any more.
  const end = () => request.complete || decoder.destroy(new Error('The connection was lost.'));
  request.once('close', end);
  try {
    return await read(request.pipe(decoder));
  } finally {
    request.removeListener('close', end).unpipe(decoder);
    decoder.on('error', () => {}).destroy();
    // What follows the end of what was inflated: unread, it would keep the connection from noticing anything.
    request.resume();
  }
}

async function read(stream: NodeJS.ReadableStream): Promise<Buffer> {
  try {
    return await getRawBody(stream, { limit: LIMIT });
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 413) throw tooLarge();
    throw new HttpError(400, 'bad_body', 'The body breaks off or cannot be inflated.', {
      hint: 'Send a JSON object such as {"snapshot":"2026-01-31"}, or no body at all.',
      headers: CLOSING,
    });
  }
}

function isKnown(encoding: string): encoding is keyof typeof DECODERS {
  return Object.hasOwn(DECODERS, encoding);
}

function assertKnownCharset(contentType: string | undefined): void {
  const charset = contentType === undefined ? undefined : parse(contentType).parameters.charset?.toLowerCase();
  if (charset === undefined || ['utf-8', 'utf8', 'us-ascii'].includes(charset)) return;
  throw new HttpError(415, 'bad_body', 'The body is not in UTF-8.', { hint: 'Send JSON in UTF-8.' });
}

function tooLarge(): HttpError {
  return new HttpError(413, 'body_too_large', `The body is larger than ${LIMIT / 1024} KB.`, {
    hint: 'Send a JSON object such as {"snapshot":"2026-01-31"}.',
    headers: CLOSING,
  });
}
