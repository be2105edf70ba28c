import { type Log, logToStderr } from '../logging/log.js';
import { reportedJobs } from '../notices/reported-jobs.js';
import { JobQueue } from '../stack/job-queue.js';
import type { Stack } from '../stack/stack.js';
import { StackKeeper } from '../stack/stack-keeper.js';
import type { Admission } from './admission.js';
import type { HttpRequest } from './exchange.js';
import { endpoint, type Handler } from './handler.js';
import { HttpError } from './http-error.js';
import { jobHandlers } from './job-handler.js';
import { coreJobs, type Jobs } from './jobs.js';
import { probaHandler } from './proba-handler.js';
import { ProbaLookups } from './proba-lookups.js';
import { addressOf } from './read-address.js';

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
  /** Who may ask; everybody where the platform has seen to it. */
  readonly admission?: Admission;
}

/** The functions, and how to let go of what they keep open. */
export interface OpenHandlers extends Handlers {
  /** Does in advance what the first lookup would have to wait for; a failure is reported by that lookup. */
  prepare(): Promise<void>;
  /** Waits for jobs, also for those whose callers have gone, and closes the stack that lookups keep. */
  close(): Promise<void>;
}

/** The HTTP functions over stacks that `open` opens: one for each job, and one or many for lookups, as the stack allows. */
export function createHandlers(open: () => Promise<Stack>, options: HandlerOptions = {}): OpenHandlers {
  const { jobs = coreJobs, log = logToStderr, admission } = options;
  const stacks = new StackKeeper(open);
  const lookups = new ProbaLookups(stacks, jobs);
  const queue = new JobQueue();
  const job = jobHandlers(stacks, queue, log, admission);

  const getProba = probaHandler(lookups, log, admission?.caller);
  const modelTraining = job({
    name: 'modelTraining',
    allowed: ['snapshot', 'trigger_date'],
    run: ({ ports, settings, notices }, asked) =>
      reportedJobs(jobs, { notices, log }).modelTraining(ports, settings, asked),
  });
  const predictions = job({
    name: 'predictions',
    allowed: ['snapshot', 'trigger_date', 'week', 'accept_drift'],
    run: async ({ ports, settings, notices }, asked) => {
      try {
        return await reportedJobs(jobs, { notices, log }).predictions(ports, settings, asked);
      } finally {
        lookups.clear();
      }
    },
  });
  const modelEvaluation = job({
    name: 'modelEvaluation',
    allowed: ['snapshot', 'trigger_date', 'week'],
    run: ({ ports, settings, notices }, asked) =>
      reportedJobs(jobs, { notices, log }).modelEvaluation(ports, settings, asked),
  });

  const functions = { getProba, modelTraining, predictions, modelEvaluation };
  const routes = new Map<string, Handler>(Object.entries(functions));
  const elsewhere = endpoint({
    name: 'propensity',
    log,
    methods: ['GET', 'HEAD', 'POST'],
    caller: admission?.caller,
    permission: () => {
      throw new HttpError(404, 'unknown_path', 'There is nothing at this path.', {
        hint: `Ask for ${[...routes.keys(), 'healthz'].map((path) => `/${path}`).join(', ')}.`,
      });
    },
    work: async () => {},
  });
  const routed = (request: HttpRequest) => routes.get(nameAt(request)) ?? elsewhere;
  const propensity: Handler = (request, response) => routed(request)(request, response);

  const prepare = async () => {
    await stacks.forLookup(async ({ prepareLookups }) => prepareLookups?.()).catch(() => {});
  };
  const close = async () => {
    await queue.idle();
    await stacks.close();
  };
  return { ...functions, propensity, prepare, close };
}

/** What the path asks for; the endpoint answers for a path that cannot be read. */
function nameAt(request: HttpRequest): string {
  try {
    return addressOf(request).path.replace(/^\/|\/$/g, '');
  } catch {
    return '';
  }
}
