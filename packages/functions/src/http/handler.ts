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
import { hasBody, readBody } from './read-body.js';
import { badBody } from './read-request.js';

/** A function that answers every request itself and never rejects. */
export type Handler = (request: HttpRequest, response: HttpResponse) => Promise<void>;

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
export function endpoint(options: EndpointOptions): Handler {
  const { name, log, work } = options;
  return (request, response) => {
    const begun = performance.now();
    const fail = (error: unknown) => answerFailure(name, log, response, error);
    const context = { trace: traceContextOf(request.headers), labels: { function: name }, fail };
    return inRequest(context, async () => {
      try {
        const admitted = admit(options, request, response);
        // Nothing to wait for without a body.
        if (admitted === false) return;
        if (admitted !== true) await admitted;
        await work(request, response);
      } catch (error) {
        fail(error);
      }
      const { statusCode: status } = response;
      log('INFO', `${name} answered ${status}`, { status, durationMs: Math.round(performance.now() - begun) });
    });
  };
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
