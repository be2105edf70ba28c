import type { EventEmitter } from 'node:events';
import { CODE_VERSION } from '../code-version.js';
import { errorFields } from '../logging/error-fields.js';
import type { Log } from '../logging/log.js';
import { inRequest } from '../logging/request-context.js';
import { traceContextOf } from '../logging/trace-context.js';
import { noticesOf } from '../notices/reported-jobs.js';
import { answerError, answerJson, errorBody, statusOf } from './answer.js';
import type { HttpRequest, HttpResponse } from './exchange.js';
import { HttpError } from './http-error.js';
import { addressOf } from './read-address.js';
import { badBody } from './read-request.js';
import { hasBody, readBody } from './read-body.js';

/** A function that answers every request itself and never rejects. Those of functions-framework are called so too. */
export type Handler = (request: HttpRequest, response: HttpResponse) => Promise<void>;

/** A function in two steps, for a server that does something of its own in between. */
export interface Endpoint extends Handler {
  /**
   * The first step: reads the request, its body included, and refuses what is wrong with it before anything is done.
   * @returns false when the request has been answered
   */
  readonly admits: (request: HttpRequest, response: HttpResponse) => Promise<boolean>;
}

/** Looks at a request before it is read; throws the refusal. */
export type Check = (request: HttpRequest) => void;

export interface EndpointOptions {
  /** Under which it is logged. */
  readonly name: string;
  readonly log: Log;
  /** Those that it answers; those with a body read it. */
  readonly methods: readonly ('GET' | 'HEAD' | 'POST')[];
  /** Who may ask at all; everybody when left out. */
  readonly caller?: Check | undefined;
  /** Who may have it done, of those. */
  readonly permission?: Check | undefined;
  readonly work: Handler;
}

/** Google's front end keeps paths that end in z to itself on some of its domains, hence the second name. */
const HEALTH_PATHS: readonly string[] = ['/healthz', '/health'];

/**
 * Makes a function of `work`: it refuses wrong methods, addresses and bodies, answers for its health without `work`, turns
 * what `work` throws into an answer, and logs each request under its trace and the function's name.
 */
export function endpoint(options: EndpointOptions): Endpoint {
  const admitted = new WeakSet<HttpRequest>();
  const admits = async (request: HttpRequest, response: HttpResponse) => {
    await answering(options, request, response, async () => {
      if (await admit(options, request, response)) admitted.add(request);
    });
    return admitted.has(request);
  };
  const answer: Handler = (request, response) =>
    answering(options, request, response, async () => {
      if (admitted.has(request) || (await admit(options, request, response))) await options.work(request, response);
    });
  return Object.assign(answer, { admits });
}

/** Runs a step, answers for what it throws, and logs the request once it has been answered. */
function answering(
  { name, log }: EndpointOptions,
  request: HttpRequest,
  response: HttpResponse,
  step: () => Promise<void>,
): Promise<void> {
  return inRequest({ trace: traceContextOf(request.headers), labels: { function: name } }, async () => {
    const begun = performance.now();
    const fail = (error: unknown) => answerFailure(name, log, response, error);
    // The framework tells callers of errors outside of any promise, outside of production with their message.
    currentDomain()?.removeAllListeners('error').on('error', fail);
    try {
      await step();
    } catch (error) {
      fail(error);
    }
    if (!response.headersSent || isHealth(request)) return;
    const durationMs = Math.round(performance.now() - begun);
    log('INFO', `${name} answered ${response.statusCode}`, { status: response.statusCode, durationMs });
  });
}

/** @returns false when the request has been answered */
async function admit(
  { name, methods, caller, permission }: EndpointOptions,
  request: HttpRequest,
  response: HttpResponse,
): Promise<boolean> {
  caller?.(request);
  const { path } = addressOf(request);
  const health = HEALTH_PATHS.includes(path);
  assertMethod(request, health ? ['GET', 'HEAD'] : methods);
  if (health) {
    answerJson(response, 200, { status: 'ok', function: name, version: CODE_VERSION });
    return false;
  }
  permission?.(request);
  if (request.method === 'POST') request.rawBody = await readBody(request);
  else if (hasBody(request)) throw badBody(`A body of ${request.method} is not read.`);
  return true;
}

function isHealth(request: HttpRequest): boolean {
  return request.url !== undefined && HEALTH_PATHS.includes(request.url);
}

/** The domain that the framework runs each request in; Node's types no longer know of it. */
function currentDomain(): EventEmitter | null | undefined {
  return (process as { readonly domain?: EventEmitter | null }).domain;
}

/** Nothing to warn of: whoever looks around asks for such things. */
const UNREMARKABLE: readonly number[] = [404, 405];

/** A failure is logged whole; what the caller or a check is to blame for is a warning. */
function answerFailure(name: string, log: Log, response: HttpResponse, error: unknown): void {
  const status = statusOf(error);
  const body = errorBody(error);
  if (status === 500) log('ERROR', `${name} failed`, errorFields(error));
  else if (!UNREMARKABLE.includes(status)) log('WARNING', `${name} was refused: ${body.message}`, { status, error: body });
  const notices = noticesOf(error);
  answerError(response, error, notices.length > 0 ? { notices } : {});
}

function assertMethod(request: HttpRequest, allowed: readonly string[]): void {
  const { method = '' } = request;
  if (allowed.includes(method)) return;
  throw new HttpError(405, 'method_not_allowed', `${method} is not allowed here.`, {
    hint: `Use ${allowed[0]}.`,
    headers: { Allow: allowed.join(', ') },
  });
}
