import { PropensityError } from '@propensity/core';
import pRetry from 'p-retry';
import { googleError } from './google-error.js';

export interface RetryLimits {
  /** Longest time that one request may take, milliseconds. */
  readonly requestTimeoutMs: number;
  /** First pause between two tries, milliseconds; doubled each time. */
  readonly firstPauseMs: number;
  /** No further try begins after so many milliseconds. */
  readonly totalMs: number;
}

export const RETRY_LIMITS: RetryLimits = { requestTimeoutMs: 60_000, firstPauseMs: 250, totalMs: 120_000 };

/** Marks an answer that ended too early or took too long: nobody knows what the service has done. */
export class LostAnswer extends Error {
  override readonly name = 'LostAnswer';
}

/**
 * Repeats a request, which must be safe to repeat, until it is answered: refusals for load (429), faults of the service
 * (500, 502, 503, 504), broken connections, cut and missing answers are tried again with growing pauses.
 * @throws PropensityError what `googleError` makes of the answer; `service_unavailable` when time is up
 */
export async function retrying<T>(service: string, request: () => Promise<T>, limits = RETRY_LIMITS): Promise<T> {
  try {
    return await pRetry(() => withTimeout(request(), limits.requestTimeoutMs), {
      retries: 30,
      factor: 2,
      minTimeout: limits.firstPauseMs,
      maxTimeout: 16_000,
      maxRetryTime: limits.totalMs,
      randomize: true,
      shouldRetry: ({ error }) => isTransient(error),
    });
  } catch (error) {
    if (PropensityError.is(error)) throw error;
    if (!isTransient(error)) throw googleError(error);
    throw new PropensityError('service_unavailable', `${service} did not answer for ${limits.totalMs / 1000} s.`, {
      hint: 'Run again later: what has been done is kept and will be found.',
      details: { service },
      cause: error,
    });
  }
}

const TRANSIENT_STATUS = new Set([408, 429, 500, 502, 503, 504]);
const TRANSIENT_REASON = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'jobRateLimitExceeded',
  'backendError',
]);
const TRANSIENT_CODE =
  /^(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_STREAM_PREMATURE_CLOSE|UND_ERR_\w+)$/;
const TRANSIENT_MESSAGE =
  /premature close|socket hang up|invalid response body|unexpected end of|terminated|network error/i;

/** True where the same request may well be answered the next time. */
export function isTransient(error: unknown): boolean {
  if (PropensityError.is(error)) return false;
  if (error instanceof LostAnswer || error instanceof SyntaxError) return true;
  if (!(error instanceof Error)) return false;
  const { code, errors } = error as { code?: unknown; errors?: readonly { reason?: string }[] };
  if (TRANSIENT_STATUS.has(Number(code))) return true;
  if (errors?.some(({ reason }) => TRANSIENT_REASON.has(reason ?? ''))) return true;
  if (typeof code === 'string' && TRANSIENT_CODE.test(code)) return true;
  return typeof code !== 'number' && TRANSIENT_MESSAGE.test(error.message);
}

async function withTimeout<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LostAnswer(`no answer within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
