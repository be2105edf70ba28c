import type { Server, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { answerError } from '../http/answer.js';
import { HttpError } from '../http/http-error.js';
import { errorFields } from '../logging/error-fields.js';
import type { Log } from '../logging/log.js';
import { currentRequest } from '../logging/request-context.js';
import { InFlight } from './in-flight.js';

export interface RunOptions {
  readonly log: Log;
  /** Lets go of what the functions keep open. */
  readonly close: () => Promise<void>;
  /** How long requests in flight may take, in milliseconds. Cloud Run kills an instance 10 s after its SIGTERM. */
  readonly graceMs?: number;
}

const DEFAULT_GRACE_MS = 7500;
const LEAST_CLOSE_MS = 1000;

/**
 * Ends the process well: on SIGTERM or SIGINT the server takes nothing new, answers what is in flight, closes and exits
 * with 0; after an error that nobody caught, which is logged, with 1. To be called before the first request.
 */
export function runUntilStopped(server: Server, { log, close, graceMs = DEFAULT_GRACE_MS }: RunOptions): void {
  const inFlight = new InFlight(server);
  let stopping = false;
  const stop = async (reason: string, exitCode: number) => {
    if (stopping) return;
    stopping = true;
    const begun = performance.now();
    log('INFO', `Stopping: ${reason}`);
    await inFlight.drain(graceMs, (response) => answerLate(log, response));
    const closed = close()
      .catch((error) => log('ERROR', 'Closing failed', errorFields(error)))
      .then(() => true);
    const leftMs = Math.max(LEAST_CLOSE_MS, begun + graceMs - performance.now());
    const inTime = await Promise.race([closed, delay(leftMs, false)]);
    if (!inTime) log('ERROR', 'A job could not end before the server had to stop; the next run takes up what it left');
    process.exit(exitCode);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal, 0));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      if (event === 'uncaughtException' && answerStrayError(error)) return;
      log('ERROR', event === 'uncaughtException' ? 'Uncaught exception' : 'Unhandled rejection', errorFields(error));
      void stop('an error that nobody caught', 1);
    });
  }
}

/**
 * Answers the request during which an error was thrown outside of any promise, in a timer of some library, say: it would wait
 * for ever.
 * @returns false when it belongs to no request
 */
export function answerStrayError(error: unknown): boolean {
  const fail = currentRequest()?.fail;
  fail?.(error);
  return fail !== undefined;
}

/** 503 is what Cloud Scheduler and most clients try again after. */
function answerLate(log: Log, response: ServerResponse): void {
  log('ERROR', 'A request could not be answered before the server had to stop', { status: 503 });
  answerError(
    response,
    new HttpError(503, 'stopping', 'The server has to stop.', {
      hint: 'Ask again: a job takes up what it has left, and does nothing twice.',
    }),
  );
}
