import { PropensityError } from '@propensity/core';
import type { HttpRequest } from './exchange.js';

/** The parts of an address that say what is asked for. */
export interface Address {
  /** Without the query; "*" where a client asks for the server as a whole. */
  readonly path: string;
  /** Without its question mark, as it was sent. */
  readonly query: string;
}

const SCHEME_AND_HOST = /^https?:\/\/[^/?]*/i;
/** Everything else has to be percent-encoded: what Node makes of it is not what was meant. */
const ALLOWED = /^[!"$-~]*$/;

/**
 * The address of a request.
 * @throws PropensityError `bad_path` when it holds characters that have to be encoded, or its path is not validly encoded
 */
export function addressOf(request: HttpRequest): Address {
  const target = (request.originalUrl ?? request.url ?? '').replace(SCHEME_AND_HOST, '');
  const mark = target.indexOf('?');
  const path = (mark < 0 ? target : target.slice(0, mark)) || '/';
  if (!ALLOWED.test(target) || !isEncoded(path)) {
    throw new PropensityError('bad_path', 'The address is not validly encoded.', {
      kind: 'usage',
      hint: 'Percent-encode special characters, as UTF-8.',
    });
  }
  return { path, query: mark < 0 ? '' : target.slice(mark + 1) };
}

/**
 * The values that a query has for a name, decoded, in order.
 * @throws URIError when one of them, or some name, is not percent-encoded UTF-8
 */
export function queryValues(query: string, name: string): string[] {
  return query
    .split('&')
    .map((pair) => {
      const mark = pair.indexOf('=');
      return mark < 0 ? [pair, ''] : [pair.slice(0, mark), pair.slice(mark + 1)];
    })
    .filter(([key]) => decode(key!) === name)
    .map(([, value]) => decode(value!));
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
