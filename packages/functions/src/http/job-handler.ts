import type { Request, Response } from '@google-cloud/functions-framework';
import { modelEvaluation, modelTraining, parseDay, predictions, type SnapshotOptions } from '@propensity/core';
import type { Stack } from '../open-stack.js';
import { sendError, sendFailure, sendJson } from './reply.js';

export type JobName = 'modelTraining' | 'predictions' | 'modelEvaluation';

const JOBS = { modelTraining, predictions, modelEvaluation } as const;

/** The body's keys that a job takes. `week` names the predicted week, which training does not have. */
const KEYS: Readonly<Record<JobName, readonly string[]>> = {
  modelTraining: ['snapshot', 'trigger_date'],
  predictions: ['snapshot', 'trigger_date', 'week'],
  modelEvaluation: ['snapshot', 'trigger_date', 'week'],
};

/** `POST {"snapshot"?|"trigger_date"?|"week"?}` → the job's result. The same run twice at once: the second is told 409. */
export function jobHandler(job: JobName, open: () => Promise<Stack>) {
  const running = new Set<string>();
  return async (request: Request, response: Response): Promise<void> => {
    if (request.method !== 'POST') {
      response.set('allow', 'POST');
      sendError(response, 405, 'method_not_allowed', `${job} answers POST, not ${request.method}.`);
      return;
    }
    let run: string | null = null;
    try {
      const body = bodyOf(request);
      const unknown = Object.keys(body).find((key) => !KEYS[job].includes(key));
      if (unknown !== undefined || Object.keys(body).length > 1) {
        const hint = `Send at most one of: ${KEYS[job].join(', ')}.`;
        sendError(
          response,
          400,
          'bad_request',
          unknown === undefined ? 'Too many keys.' : `"${unknown}" is not known here.`,
          hint,
        );
        return;
      }
      const options = snapshotOptions(body);
      const key = JSON.stringify(options);
      if (running.has(key)) {
        sendError(
          response,
          409,
          'run_in_progress',
          `This run of ${job} is in progress.`,
          'Wait for it; it will not run twice.',
        );
        return;
      }
      running.add(key);
      run = key;
      const stack = await open();
      try {
        sendJson(response, 200, await JOBS[job](stack.ports, stack.settings, options));
      } finally {
        await stack.close();
      }
    } catch (error) {
      sendFailure(response, error);
    } finally {
      if (run !== null) running.delete(run);
    }
  };
}

function bodyOf(request: Request): Record<string, unknown> {
  const body: unknown = request.body ?? {};
  return typeof body === 'object' && body !== null && !Array.isArray(body) && !Buffer.isBuffer(body)
    ? (body as Record<string, unknown>)
    : { [`a body that is ${Array.isArray(body) ? 'a list' : 'not a JSON object'}`]: body };
}

function snapshotOptions(body: Readonly<Record<string, unknown>>): SnapshotOptions {
  const snapshot = body.snapshot ?? body.week;
  return {
    ...(snapshot === undefined ? {} : { snapshot: parseDay(String(snapshot)) }),
    ...(body.trigger_date === undefined ? {} : { triggerDate: parseDay(String(body.trigger_date)) }),
  };
}
