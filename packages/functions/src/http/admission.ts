import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { HttpRequest } from './exchange.js';
import { HttpError } from './http-error.js';

export interface AdmissionOptions {
  /** What the server listens on: a name or an address. */
  readonly listensOn: string;
  /** Further names that it is asked by, such as that of a proxy before it. */
  readonly hosts: readonly string[];
  /** What callers of jobs have to know; undefined where nobody beyond this machine can call. */
  readonly token: string | undefined;
}

/** Decides on requests to a server that no platform stands in front of. */
export interface Admission {
  /** @throws HttpError `forbidden_host`, `forbidden_origin` (403) or `bad_host` (400) */
  readonly caller: (request: HttpRequest) => void;
  /** @throws HttpError `token_needed` (401) */
  readonly job: (request: HttpRequest) => void;
}

const HOST = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/?#@[\]]+))(?::\d{1,5})?$/;

/** Whether a name or an address is of this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/**
 * Admits who asks the server by a name of its own, so that a web page cannot lend it one (DNS rebinding), and who is not a page
 * of another origin; and, for jobs, who knows the token.
 */
export function admission({ listensOn, hosts, token }: AdmissionOptions): Admission {
  const own = new Set([listensOn, ...hosts].map((host) => host.toLowerCase()));
  const beyond = !isLoopback(listensOn);
  // An address cannot be lent: whoever asks by it has found the server by itself.
  const isOwn = (name: string) => own.has(name) || isLoopback(name) || (beyond && isIP(name) !== 0);
  const expected = token === undefined ? null : digestOf(`Bearer ${token}`);
  return {
    caller: ({ headers }) => {
      const [, address, name] = HOST.exec(headers.host ?? '') ?? [];
      const host = (address ?? name)?.toLowerCase();
      if (host === undefined) {
        throw new HttpError(400, 'bad_host', 'The request does not say which host it is for.', {
          hint: 'Send one Host header.',
        });
      }
      if (!isOwn(host)) {
        throw new HttpError(403, 'forbidden_host', 'This server does not answer by that name.', {
          hint: 'Ask by its address, or list the name in serving.hosts.',
        });
      }
      if (isOfAnotherSite(headers)) {
        throw new HttpError(403, 'forbidden_origin', 'Pages of another origin may not ask this server.', {
          hint: 'Ask from a program of yours.',
        });
      }
    },
    job: ({ headers }) => {
      if (expected === null || timingSafeEqual(digestOf(headers.authorization ?? ''), expected)) return;
      throw new HttpError(401, 'token_needed', 'Jobs are started only by who knows the token.', {
        hint: 'Send Authorization: Bearer TOKEN, with the token that the server was started with.',
        headers: { 'WWW-Authenticate': 'Bearer' },
      });
    },
  };
}

/** What browsers say of a request that a page makes: whose page it is. */
function isOfAnotherSite({ host, origin, 'sec-fetch-site': site }: HttpRequest['headers']): boolean {
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) return true;
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
