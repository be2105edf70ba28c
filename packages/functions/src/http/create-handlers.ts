import type { Request, Response } from '@google-cloud/functions-framework';
import { PropensityError } from '@propensity/core';
import { JobQueue } from '../stack/job-queue.js';
import type { Stack } from '../stack/stack.js';
import { answerJson, errorBody, statusOf } from './answer.js';
import { coreJobs, type Jobs } from './jobs.js';
import { errorFields, type Log, logToStderr } from './log.js';
import { type DateField, datesOf, pathOf, userIdOf } from './read-request.js';

/** An HTTP function of functions-framework. It answers every request itself and never rejects. */
export type Handler = (request: Request, response: Response) => Promise<void>;

/** The functions by the names they are deployed under; `propensity` answers for all four by path. */
export interface Handlers {
  readonly getProba: Handler;
  readonly modelTraining: Handler;
  readonly predictions: Handler;
  readonly modelEvaluation: Handler;
  readonly propensity: Handler;
}

export interface HandlerOptions {
  readonly jobs?: Jobs;
  readonly log?: Log;
}

/**
 * The HTTP functions over a stack that is opened for each request and closed after it, so that a lookup sees only what
 * is committed and an idle server holds no lock. Jobs run one at a time; lookups run beside them.
 */
export function createHandlers(open: () => Promise<Stack>, options: HandlerOptions = {}): Handlers {
  const { jobs = coreJobs, log = logToStderr } = options;
  const queue = new JobQueue();

  const withStack = async <T>(work: (stack: Stack) => Promise<T>): Promise<T> => {
    const stack = await open().catch((cause) => {
      throw misconfigured(cause);
    });
    try {
      return await work(stack);
    } finally {
      await stack.close();
    }
  };

  const safely =
    (work: Handler): Handler =>
    async (request, response) => {
      try {
        await work(request, response);
      } catch (error) {
        const status = statusOf(error);
        if (status >= 500) log('ERROR', `${request.method} ${pathOf(request)} failed`, errorFields(error));
        answerJson(response, status, { error: errorBody(error) });
      }
    };

  const job = (name: string, allowed: readonly DateField[], run: RunJob): Handler =>
    safely(async (request, response) => {
      if (refusedMethod(request, response, ['POST'])) return;
      const { snapshot, trigger_date, week } = datesOf(request, allowed);
      if (snapshot !== undefined && week !== undefined && snapshot !== week) throw bothDates();
      const dates = { snapshot: snapshot ?? week, triggerDate: trigger_date };
      const result = await queue.run(JSON.stringify([name, dates.snapshot, dates.triggerDate]), () =>
        withStack((stack) => run(stack, dates)),
      );
      answerJson(response, 200, result);
    });

  const getProba = safely(async (request, response) => {
    if (refusedMethod(request, response, ['GET', 'HEAD'])) return;
    const userId = userIdOf(request);
    try {
      const found = await withStack(({ ports, settings }) => jobs.getProba(ports, settings, userId));
      const { user_id, proba, predicted_week, predicted_at, model, stale } = found;
      const date = predicted_at.slice(0, 'YYYY-MM-DD'.length);
      answerJson(response, 200, { user_id, proba, date, predicted_week, model, stale });
    } catch (error) {
      if (!PropensityError.is(error) || error.code !== 'user_not_found') throw error;
      answerJson(response, 404, { user_id: userId, proba: null, error: errorBody(error) });
    }
  });

  const modelTraining = job('modelTraining', ['snapshot', 'trigger_date'], ({ ports, settings }, dates) =>
    jobs.modelTraining(ports, settings, dates),
  );
  const predictions = job('predictions', ['snapshot', 'trigger_date', 'week'], ({ ports, settings }, dates) =>
    jobs.predictions(ports, settings, dates),
  );
  const modelEvaluation = job('modelEvaluation', ['snapshot', 'trigger_date', 'week'], ({ ports, settings }, dates) =>
    jobs.modelEvaluation(ports, settings, dates),
  );

  const healthz = safely(async (request, response) => {
    if (!refusedMethod(request, response, ['GET', 'HEAD'])) answerJson(response, 200, { status: 'ok' });
  });
  const routes = new Map<string, Handler>(
    Object.entries({ getProba, modelTraining, predictions, modelEvaluation, healthz }),
  );
  const propensity = safely(async (request, response) => {
    const route = routes.get(pathOf(request).replace(/^\/|\/$/g, ''));
    if (route !== undefined) return route(request, response);
    const error = new PropensityError('unknown_path', 'There is nothing at this path.', {
      hint: `Ask for ${[...routes.keys()].map((path) => `/${path}`).join(', ')}.`,
    });
    answerJson(response, 404, { error: errorBody(error) });
  });

  return { getProba, modelTraining, predictions, modelEvaluation, propensity };
}

type JobDates = { readonly snapshot: string | undefined; readonly triggerDate: string | undefined };
type RunJob = (stack: Stack, dates: JobDates) => Promise<unknown>;

/** Answers 405 and returns true when the request's method is none of `allowed`. */
function refusedMethod(request: Request, response: Response, allowed: readonly string[]): boolean {
  if (allowed.includes(request.method)) return false;
  response.setHeader('Allow', allowed.join(', '));
  const error = new PropensityError('method_not_allowed', `${request.method} is not allowed here.`, {
    kind: 'usage',
    hint: `Use ${allowed[0]}.`,
  });
  answerJson(response, 405, { error: errorBody(error) });
  return true;
}

/** A configuration that is wrong is the server's fault, not the caller's. */
function misconfigured(cause: unknown): unknown {
  if (!PropensityError.is(cause) || cause.kind !== 'usage') return cause;
  return new PropensityError('misconfigured', 'The server is not configured correctly.', {
    hint: 'Its log says what is wrong.',
    cause,
  });
}

function bothDates(): PropensityError {
  return new PropensityError('bad_body', '"week" and "snapshot" name two different days.', {
    kind: 'usage',
    hint: 'Send one of them.',
  });
}
