import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { DEPLOY } from './run-script.js';
import { evaluateExpression } from './workflow-expression.js';

/** An error as Cloud Workflows hands it to `except` and `raise`. */
export type WorkflowError = Readonly<Record<string, unknown>>;

/** A request of `http.post`. */
export interface PostedRequest {
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeout: number;
}

export interface WorkflowRun {
  /** What the execution returned; undefined when it failed. */
  readonly result?: unknown;
  /** What it failed with. */
  readonly error?: WorkflowError;
  readonly posted: readonly PostedRequest[];
  readonly logged: readonly Readonly<Record<string, unknown>>[];
  /** Seconds that it waited between requests. */
  readonly waited: readonly number[];
}

export interface WorkflowOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly args?: Readonly<Record<string, unknown>>;
  /** Answers the n-th request (from 0): the body of a 200, or throws a `WorkflowFailure`. */
  readonly post: (request: PostedRequest, index: number) => unknown;
}

/** Thrown where a workflow raises an error. */
export class WorkflowFailure extends Error {
  constructor(readonly value: WorkflowError) {
    super(JSON.stringify(value));
  }
}

/** The refusal of an HTTP request with that status. */
export function httpError(code: number, body: unknown = {}): WorkflowFailure {
  return new WorkflowFailure({
    tags: ['HttpError'],
    code,
    body,
    message: `HTTP server responded with error code ${code}`,
  });
}

/** The end of Workflows' patience with a request. */
export function timeoutError(): WorkflowFailure {
  return new WorkflowFailure({ tags: ['TimeoutError'], message: 'TimeoutError' });
}

// biome-ignore lint/suspicious/noExplicitAny: steps are whatever the file holds.
type Any = any;
type Scope = Record<string, Any>;

/** What a step leads to: the step of that name, the value that its subworkflow returns, or the next step. */
type Outcome = { readonly next?: string | undefined; readonly returned?: Any };

const NOW = Date.parse('2026-01-04T23:30:00.123Z');

/**
 * Runs a workflow of `deploy/` by the rules of Cloud Workflows that ours use: steps in order, `next`, `switch`, `assign`,
 * `call`, `try` with `retry` and `except`, `raise` and `return`. It is not Google's engine; what it does not know it refuses.
 */
export function runWorkflow(file: string, { env, args = {}, post }: WorkflowOptions): WorkflowRun {
  const workflow = parseDocument(readFileSync(join(DEPLOY, file), 'utf8')).toJS() as Record<string, Any>;
  const posted: PostedRequest[] = [];
  const logged: Record<string, unknown>[] = [];
  const waited: number[] = [];

  const library: Scope = {
    text: { substring: (text: string, start: number, end: number) => text.slice(start, end) },
    time: { format: (seconds: number, zone?: string) => timeText(seconds, zone) },
    sys: { now: () => NOW / 1000, get_env: (name: string) => env[name] ?? fail(`no variable ${name}`) },
    map: { get: (map: Scope, key: string) => map[key] ?? null },
  };
  const evaluate = (value: Any, scope: Scope): Any => {
    if (Array.isArray(value)) return value.map((each) => evaluate(each, scope));
    if (value !== null && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, evaluate(each, scope)]));
    }
    const expression = typeof value === 'string' ? /^\$\{(.*)\}$/s.exec(value)?.[1] : undefined;
    return expression === undefined ? value : evaluateExpression(expression, { ...library, ...scope });
  };
  const call = (name: string, given: Any): Any => {
    if (name === 'sys.log') return void logged.push(given);
    if (name === 'http.post') {
      posted.push(given);
      return { code: 200, body: post(given, posted.length - 1) };
    }
    const sub = workflow[name] ?? fail(`no subworkflow ${name}`);
    return runAll(sub.steps, Object.fromEntries(sub.params.map((key: string) => [key, given[key]]))).returned ?? null;
  };

  const runStep = (step: Any, scope: Scope): Outcome => {
    if (step.assign) for (const each of step.assign) Object.assign(scope, evaluate(each, scope));
    else if (step.call) {
      const answer = call(step.call, evaluate(step.args ?? {}, scope));
      if (step.result) scope[step.result] = answer;
    } else if (step.try) return runTry(step, scope);
    else if (step.switch) {
      const branch = step.switch.find(({ condition }: Any) => evaluate(condition, scope) === true);
      if (branch !== undefined) return runStep({ ...branch, switch: undefined }, scope);
    } else if ('raise' in step) throw new WorkflowFailure(evaluate(step.raise, scope));
    else if ('return' in step) {
      return { returned: evaluate(step.return, scope) };
    } else if (!step.next) fail(`a step that does nothing known: ${JSON.stringify(step)}`);
    return { next: step.next };
  };
  const runTry = ({ try: body, retry, except }: Any, scope: Scope): Outcome => {
    for (let tries = 0, pause = retry?.backoff.initial_delay; ; tries++) {
      try {
        return runStep(body, scope);
      } catch (error) {
        if (!(error instanceof WorkflowFailure)) throw error;
        const passing = retry !== undefined && call(nameOf(retry.predicate), { error: error.value }) === true;
        if (passing && tries < retry.max_retries) {
          waited.push(pause);
          pause = Math.min(pause * retry.backoff.multiplier, retry.backoff.max_delay);
          continue;
        }
        if (except === undefined) throw error;
        scope[except.as] = error.value;
        return runAll(except.steps, scope);
      }
    }
  };
  const runAll = (steps: readonly Any[], scope: Scope): Outcome => {
    const named = steps.map((step) => Object.entries(step)[0] as [string, Any]);
    for (let index = 0; index < named.length; ) {
      const { next, ...outcome } = runStep(named[index]![1], scope);
      if ('returned' in outcome) return outcome;
      index = next === undefined ? index + 1 : named.findIndex(([name]) => name === next);
      if (index < 0) fail(`no step ${next} here`);
    }
    return {};
  };

  try {
    const { returned } = runAll(workflow.main.steps, { [workflow.main.params[0]]: args });
    return { result: returned, posted, logged, waited };
  } catch (error) {
    if (!(error instanceof WorkflowFailure)) throw error;
    return { error: error.value, posted, logged, waited };
  }
}

function nameOf(expression: string): string {
  return /^\$\{(\w+)\}$/.exec(expression)?.[1] ?? fail(`no name: ${expression}`);
}

/** ISO 8601 in UTC, or in a zone, which is then the zone's time with its offset left out. */
function timeText(seconds: number, zone?: string): string {
  const moment = new Date(seconds * 1000);
  return zone === undefined ? moment.toISOString() : moment.toLocaleString('sv', { timeZone: zone }).replace(' ', 'T');
}

function fail(message: string): never {
  throw new Error(message);
}
