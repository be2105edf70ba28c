import type { EventEmitter } from 'node:events';
import { CODE_VERSION } from '../code-version.js';
import { errorFields } from '../logging/error-fields.js';
import type { Log } from '../logging/log.js';
import { currentRequest, inRequest, type RequestContext } from '../logging/request-context.js';
import { traceContextOf } from '../logging/trace-context.js';
import { noticesOf } from '../notices/reported-jobs.js';
import { answerError, answerJson, errorBody, statusOf } from './answer.js';
import type { HttpRequest, HttpResponse } from './exchange.js';
import { HttpError } from './http-error.js';
import { addressOf } from './read-address.js';
import { hasBody, readBody } from './read-body.js';
import { badBody } from './read-request.js';

/** A function that answers every request itself and never rejects. Those of functions-framework are called so too. */
export type Handler = (request: HttpRequest, response: HttpResponse) => Promise<void>;

/** A function in two steps, for a server that does something of its own in between. */
export interface Endpoint extends Handler {
  /**
   * The first step: reads the request, its body included, and refuses what is wrong with it before anything is done. There is
   * nothing to wait for without a body.
   * @returns false when the request has been answered
   */
  readonly admits: (request: HttpRequest, response: HttpResponse) => boolean | Promise<boolean>;
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
  const { name, log, work } = options;
  const begun = new WeakMap<HttpRequest, RequestContext>();

  const fail = (response: HttpResponse, error: unknown) => answerFailure(name, log, response, error);
  const refuse = (response: HttpResponse, error: unknown) => {
    fail(response, error);
    logAnswer(name, log, response);
    return false;
  };

  const admits = (request: HttpRequest, response: HttpResponse) => {
    const context = { trace: traceContextOf(request.headers), labels: { function: name }, begun: performance.now() };
    begun.set(request, context);
    return inRequest(context, () => {
      try {
        const body = admit(options, request, response);
        return typeof body === 'boolean' ? body : body.then(() => true).catch((error) => refuse(response, error));
      } catch (error) {
        return refuse(response, error);
      }
    });
  };

  const answer = async (request: HttpRequest, response: HttpResponse) => {
    // The framework tells callers of errors outside of any promise, outside of production with their message.
    currentDomain()
      ?.removeAllListeners('error')
      .on('error', (error) => fail(response, error));
    try {
      await work(request, response);
    } catch (error) {
      fail(response, error);
    }
    logAnswer(name, log, response);
  };

  return Object.assign(
    async (request: HttpRequest, response: HttpResponse) => {
      if (!begun.has(request)) {
        const admitted = admits(request, response);
        if (admitted === false || !(await admitted)) return;
      }
      await inRequest(begun.get(request)!, () => answer(request, response));
    },
    { admits },
  );
}

/**
 * Throws what is wrong with a request.
 * @returns false when it has been answered, true when it is to be answered; where it has a body, once that has been read
 */
function admit(
  { name, methods, caller, permission }: EndpointOptions,
  request: HttpRequest,
  response: HttpResponse,
): boolean | Promise<void> {
  caller?.(request);
  const { path } = addressOf(request);
  const health = HEALTH_PATHS.includes(path);
  assertMethod(request, health ? ['GET', 'HEAD'] : methods);
  if (health) {
    answerJson(response, 200, { status: 'ok', function: name, version: CODE_VERSION });
    return false;
  }
  permission?.(request);
  if (!hasBody(request)) return true;
  if (request.method !== 'POST') throw badBody(`A body of ${request.method} is not read.`);
  return readBody(request).then((body) => {
    request.rawBody = body;
  });
}

function logAnswer(name: string, log: Log, { statusCode: status }: HttpResponse): void {
  const durationMs = Math.round(performance.now() - (currentRequest()?.begun ?? performance.now()));
  log('INFO', `${name} answered ${status}`, { status, durationMs });
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
  else if (!UNREMARKABLE.includes(status))
    log('WARNING', `${name} was refused: ${body.message}`, { status, error: body });
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
