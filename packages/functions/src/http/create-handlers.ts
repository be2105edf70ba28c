import { PropensityError } from '@propensity/core';
import { type Log, logToStderr } from '../logging/log.js';
import { reportedJobs } from '../notices/reported-jobs.js';
import { JobQueue } from '../stack/job-queue.js';
import type { Stack } from '../stack/stack.js';
import { StackKeeper } from '../stack/stack-keeper.js';
import { answerJson, errorBody } from './answer.js';
import { type Handler, handler } from './handler.js';
import { jobHandlers } from './job-handler.js';
import { coreJobs, type Jobs } from './jobs.js';
import { probaHandler } from './proba-handler.js';
import { ProbaLookups } from './proba-lookups.js';
import { pathOf } from './read-request.js';

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

/** The functions, and how to let go of what they keep open. */
export interface OpenHandlers extends Handlers {
  /** Waits for jobs, also for those whose callers have gone, and closes the stack that lookups keep. */
  close(): Promise<void>;
}

/** The HTTP functions over stacks that `open` opens: one for each job, and one or many for lookups, as the stack allows. */
export function createHandlers(open: () => Promise<Stack>, options: HandlerOptions = {}): OpenHandlers {
  const { jobs = coreJobs, log = logToStderr } = options;
  const stacks = new StackKeeper(open);
  const lookups = new ProbaLookups(stacks, jobs);
  const queue = new JobQueue();
  const job = jobHandlers(stacks, queue, log);

  const getProba = probaHandler(lookups, log);
  const modelTraining = job({
    name: 'modelTraining',
    allowed: ['snapshot', 'trigger_date'],
    run: ({ ports, settings, notices }, dates) =>
      reportedJobs(jobs, { notices, log }).modelTraining(ports, settings, dates),
  });
  const predictions = job({
    name: 'predictions',
    allowed: ['snapshot', 'trigger_date', 'week'],
    run: async ({ ports, settings, notices }, dates) => {
      try {
        return await reportedJobs(jobs, { notices, log }).predictions(ports, settings, dates);
      } finally {
        lookups.clear();
      }
    },
  });
  const modelEvaluation = job({
    name: 'modelEvaluation',
    allowed: ['snapshot', 'trigger_date', 'week'],
    run: ({ ports, settings, notices }, dates) =>
      reportedJobs(jobs, { notices, log }).modelEvaluation(ports, settings, dates),
  });

  const functions = { getProba, modelTraining, predictions, modelEvaluation };
  const routes = new Map<string, Handler>(Object.entries(functions));
  const elsewhere = handler('propensity', log, async (_request, response) => {
    const error = new PropensityError('unknown_path', 'There is nothing at this path.', {
      hint: `Ask for ${[...routes.keys(), 'healthz'].map((path) => `/${path}`).join(', ')}.`,
    });
    answerJson(response, 404, { error: errorBody(error) });
  });
  const propensity: Handler = (request, response) =>
    (routes.get(pathOf(request).replace(/^\/|\/$/g, '')) ?? elsewhere)(request, response);

  const close = async () => {
    await queue.idle();
    await stacks.close();
  };
  return { ...functions, propensity, close };
}
