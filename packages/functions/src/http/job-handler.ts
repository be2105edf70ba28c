import { PropensityError } from '@propensity/core';
import { dayAt } from '@propensity/core/windows';
import { LRUCache } from 'lru-cache';
import type { Log } from '../logging/log.js';
import type { JobName } from '../notices/notice.js';
import type { JobQueue } from '../stack/job-queue.js';
import type { Stack } from '../stack/stack.js';
import type { StackKeeper } from '../stack/stack-keeper.js';
import type { Admission } from './admission.js';
import { answerJson } from './answer.js';
import { endpoint, type Handler } from './handler.js';
import { fieldsOf, type JobFields } from './read-request.js';
import { schedulerDeliveryOf } from './scheduler-delivery.js';

/** What a request asks of a job. */
export interface JobRequest {
  readonly snapshot: string | undefined;
  readonly triggerDate: string | undefined;
  readonly acceptDrift: boolean | undefined;
}

export interface JobHandlerOptions {
  readonly name: JobName;
  /** Fields that the body may have. */
  readonly allowed: readonly (keyof JobFields)[];
  readonly run: (stack: Stack, asked: JobRequest) => Promise<object>;
}

const REMEMBERED_DELIVERIES = 100;

/**
 * Makes the functions of jobs. Where stacks are shared, jobs of different kinds run beside each other; otherwise one at
 * a time. A delivery of Cloud Scheduler that comes again gets the result of its first, waiting for it if it has to; an
 * error is not remembered, so that a retry is one. By anybody else the same run at once is refused.
 */
export function jobHandlers(
  stacks: StackKeeper,
  queue: JobQueue,
  log: Log,
  admission?: Admission,
): (options: JobHandlerOptions) => Handler {
  const delivered = new LRUCache<string, object>({ max: REMEMBERED_DELIVERIES });

  return ({ name, allowed, run }) =>
    endpoint({
      name,
      log,
      methods: ['POST'],
      caller: admission?.caller,
      permission: admission?.job,
      work: async (request, response) => {
        const { snapshot, trigger_date, week, accept_drift: acceptDrift } = fieldsOf(request, allowed);
        if (snapshot !== undefined && week !== undefined && snapshot !== week) throw bothDates();
        const delivery = schedulerDeliveryOf(request);
        const result = await stacks.forJob(async (stack) => {
          // A retry after midnight still means the day it was due.
          const due = delivery?.scheduledAt == null ? undefined : dayAt(delivery.scheduledAt, stack.settings.timeZone);
          const asked: JobRequest = { snapshot: snapshot ?? week, triggerDate: trigger_date ?? due, acceptDrift };
          const key = JSON.stringify([name, asked.snapshot, asked.triggerDate]);
          const deliveryKey = delivery?.id == null ? null : `${delivery.id} ${key}`;
          const known = deliveryKey === null ? undefined : delivered.get(deliveryKey);
          if (known !== undefined) return known;
          const lane = stack.shared ? name : 'every job';
          const fresh = await queue.run({ key, lane, join: delivery !== null }, () => run(stack, asked));
          if (deliveryKey !== null) delivered.set(deliveryKey, fresh);
          return fresh;
        });
        answerJson(response, 200, result);
      },
    });
}

function bothDates(): PropensityError {
  return new PropensityError('bad_body', '"week" and "snapshot" name two different days.', {
    kind: 'usage',
    hint: 'Send one of them.',
  });
}
