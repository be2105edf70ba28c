import { PropensityError } from '@propensity/core';
import { parseDay } from '@propensity/core/windows';
import type { HttpRequest } from './exchange.js';

/** A request that Cloud Scheduler sent; it sends each at least once, and again while the first is still answered. */
export interface SchedulerDelivery {
  /** The same for every time that one delivery arrives; null when the headers do not say which one it is. */
  readonly id: string | null;
  /** When it was due, milliseconds since the epoch, UTC; null when the headers do not say. */
  readonly scheduledAt: number | null;
}

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const JOB_NAME = /^[\w./:-]{1,500}$/;

/**
 * Reads Cloud Scheduler's headers; null for a request of anybody else.
 * @throws PropensityError `bad_schedule_header` (kind `usage`) for a time or a job name that cannot be.
 */
export function schedulerDeliveryOf(request: HttpRequest): SchedulerDelivery | null {
  const jobName = headerOf(request, 'x-cloudscheduler-jobname');
  const time = headerOf(request, 'x-cloudscheduler-scheduletime');
  if (jobName === undefined && time === undefined) {
    return headerOf(request, 'x-cloudscheduler') === 'true' ? { id: null, scheduledAt: null } : null;
  }
  if (jobName !== undefined && !JOB_NAME.test(jobName)) throw badHeader('X-CloudScheduler-JobName is not a job name.');
  const scheduledAt = time === undefined ? null : timeOf(time);
  const id = jobName === undefined || scheduledAt === null ? null : `${jobName} ${scheduledAt}`;
  return { id, scheduledAt };
}

function headerOf(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function timeOf(text: string): number {
  const day = RFC_3339.exec(text)?.[1];
  const time = Date.parse(text);
  if (day === undefined || Number.isNaN(time)) throw badHeader('X-CloudScheduler-ScheduleTime is not a time.');
  parseDay(day);
  return time;
}

function badHeader(message: string): PropensityError {
  return new PropensityError('bad_schedule_header', message, {
    kind: 'usage',
    hint: 'Only Cloud Scheduler sends these headers: leave them out, or write a time such as 2026-01-31T06:00:00Z.',
  });
}
