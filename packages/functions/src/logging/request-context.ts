import { AsyncLocalStorage } from 'node:async_hooks';
import type { TraceContext } from './trace-context.js';

/** What every log entry says of the request it was written for. */
export interface RequestContext {
  /** Null when the caller sent none. */
  readonly trace: TraceContext | null;
  /** The function, and as they become known job, run_id and snapshot. */
  readonly labels: Record<string, string>;
  /** Tells the caller of an error that no promise of the request has caught. */
  readonly fail?: (error: unknown) => void;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work`; whatever it logs, then or later, belongs to that request. */
export function inRequest<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The request that is being answered; undefined outside of any. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

/** Adds labels to the entries of the current request that are still to come; does nothing outside of any. */
export function labelRequest(labels: Readonly<Record<string, string>>): void {
  Object.assign(currentRequest()?.labels ?? {}, labels);
}
