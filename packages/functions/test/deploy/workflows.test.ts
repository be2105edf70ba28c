// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions of Cloud Workflows.

import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { schedulerDeliveryOf } from '../../src/http/scheduler-delivery.js';
import { DEPLOY } from '../support/run-script.js';
import {
  httpError,
  type PostedRequest,
  runWorkflow,
  timeoutError,
  WorkflowFailure,
  type WorkflowOptions,
} from '../support/workflow-engine.js';

/** A step of Cloud Workflows: a name, and what it does. */
type Step = Readonly<Record<string, StepBody>>;
interface StepBody {
  readonly call?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly next?: string;
  readonly steps?: readonly Step[];
  readonly switch?: readonly StepBody[];
  readonly try?: StepBody;
  readonly except?: { readonly as: string; readonly steps: readonly Step[] };
}
interface Subworkflow {
  readonly params: readonly string[];
  readonly steps: readonly Step[];
}

const ENV = {
  EVALUATION_URL: 'https://evaluation',
  PREDICTIONS_URL: 'https://predictions',
  TRAINING_URL: 'https://training',
  TIME_ZONE: 'Europe/Paris',
  GOOGLE_CLOUD_WORKFLOW_EXECUTION_ID: '6b0d7f1e-4a5c-4d59-9f2c-2f0a4c1f9a11',
};
const run = (file: string, post: WorkflowOptions['post'], args = {}) => runWorkflow(file, { env: ENV, args, post });
const asked = (posted: readonly PostedRequest[]) => posted.map(({ url }) => url.replace('https://', ''));

const documentOf = (file: string) => parseDocument(readFileSync(join(DEPLOY, file), 'utf8'));

/** Every step below, with its name, its siblings' names and its body. */
function allSteps(steps: readonly Step[]): { name: string; siblings: string[]; body: StepBody }[] {
  const siblings = steps.flatMap((step) => Object.keys(step));
  return steps.flatMap((step) =>
    Object.entries(step).flatMap(([name, body]) => [
      { name, siblings, body },
      ...(body.switch ?? []).map((branch) => ({ name, siblings, body: branch })),
      ...(body.try === undefined ? [] : [{ name, siblings, body: body.try }]),
      ...allSteps([...(body.steps ?? []), ...(body.try?.steps ?? []), ...(body.except?.steps ?? [])]),
    ]),
  );
}

describe.each(['weekly.workflows.yaml', 'training.workflows.yaml'])('%s', (file) => {
  const document = documentOf(file);
  const workflow: Readonly<Record<string, Subworkflow>> = document.toJS();
  const steps = Object.values(workflow).flatMap((part) => allSteps(part.steps));

  it('is YAML without errors or warnings', () => {
    expect(document.errors).toEqual([]);
    expect(document.warnings).toEqual([]);
  });

  it('names every step once, and jumps only to steps that are there', () => {
    for (const part of Object.values(workflow)) {
      const names = part.steps.flatMap((step) => Object.keys(step));
      expect(new Set(names).size).toBe(names.length);
    }
    const jumps = steps.filter(({ body }) => body.next !== undefined);
    expect(jumps).not.toEqual([]);
    for (const { body, siblings } of jumps) expect(siblings).toContain(body.next);
  });

  it('calls only what exists, with exactly its parameters', () => {
    const calls = steps.flatMap(({ body }) => (body.call === undefined ? [] : [body]));
    for (const { call, args } of calls) {
      const called = workflow[call ?? ''];
      if (called === undefined) expect(['http.post', 'sys.log']).toContain(call);
      else expect(Object.keys(args ?? {})).toEqual(called.params);
    }
  });

  it('asks for jobs as the other does', () => {
    const { run_job, is_passing } = documentOf('weekly.workflows.yaml').toJS();
    expect(workflow).toMatchObject({ run_job, is_passing });
  });

  it('keeps expressions within the 400 characters that Workflows allows', () => {
    const expressions = JSON.stringify(workflow).match(/\$\{[^}]*\}/g) ?? [];
    expect(expressions.length).toBeGreaterThan(10);
    for (const expression of expressions) expect(expression.length).toBeLessThanOrEqual(400);
  });
});

describe('the week', () => {
  it('evaluates, then predicts for the same day, which is that of the property', () => {
    const { result, posted, logged } = run('weekly.workflows.yaml', ({ url }) => ({ of: url }));
    // Half past eleven in London is the next day in Paris.
    expect(result).toEqual({
      trigger_date: '2026-01-05',
      evaluation: { of: 'https://evaluation' },
      predictions: { of: 'https://predictions' },
    });
    expect(asked(posted)).toEqual(['evaluation', 'predictions']);
    expect(posted.map(({ body }) => body)).toEqual(Array(2).fill({ trigger_date: '2026-01-05' }));
    expect(logged).toEqual([]);
  });

  it('takes the day of a backfill for today', () => {
    const { posted } = run('weekly.workflows.yaml', () => ({}), { trigger_date: '2025-11-03' });
    expect(posted.map(({ body }) => body.trigger_date)).toEqual(['2025-11-03', '2025-11-03']);
  });

  it.each([
    ['is refused', httpError(422, { error: { code: 'missing_days' } })],
    ['fails', httpError(500, { error: { code: 'google_cloud_failed' } })],
    ['may not be called', httpError(403)],
    ['is asked wrongly', httpError(400)],
    ['answers what is no JSON', new WorkflowFailure({ tags: ['ResponseTypeError'], message: 'no JSON' })],
    ['cannot be reached at all', new WorkflowFailure({ tags: ['ConnectionError'], message: 'refused' })],
    ['never ends', timeoutError()],
  ])('is scored though evaluation %s; then the execution fails with it', (_how, failure) => {
    const { result, error, posted, logged } = run('weekly.workflows.yaml', ({ url }) => {
      if (url === 'https://evaluation') throw failure;
      return { job: 'predictions' };
    });
    expect(asked(posted).at(-1)).toBe('predictions');
    expect(result).toBeUndefined();
    expect(error).toEqual({
      message: 'modelEvaluation failed; the week was scored nevertheless.',
      trigger_date: '2026-01-05',
      evaluation: failure.value,
      predictions: { job: 'predictions' },
    });
    expect(logged).toMatchObject([{ severity: 'ERROR', json: { day: '2026-01-05', error: failure.value } }]);
  });

  it('fails when predictions does', () => {
    const { error, posted } = run('weekly.workflows.yaml', ({ url }) => {
      if (url === 'https://predictions') throw httpError(500);
      return {};
    });
    expect(error).toMatchObject({ code: 500 });
    expect(asked(posted)).toEqual(['evaluation', 'predictions']);
  });
});

describe('asking for a job', () => {
  const training = (post: WorkflowOptions['post']) => run('training.workflows.yaml', post);

  it.each([409, 429, 502, 503])('tries again after %i', (status) => {
    const { result, posted, waited } = training((_request, index) => {
      if (index < 2) throw httpError(status);
      return { status: 'champion' };
    });
    expect(result).toEqual({ trigger_date: '2026-01-05', training: { status: 'champion' } });
    expect([posted.length, waited]).toEqual([3, [30, 60]]);
  });

  it.each([400, 403, 422, 500])('does not after %i', (status) => {
    const { error, posted } = training(() => {
      throw httpError(status);
    });
    expect([error?.code, posted.length]).toEqual([status, 1]);
  });

  // A function has no CPU once nobody waits for it: this took longer than Cloud Scheduler and Workflows wait.
  it.each([
    ['30 minutes', timeoutError()],
    ["the function's own limit", httpError(504)],
  ])('asks again at once for a run that takes longer than %s, as the same delivery', (_limit, end) => {
    const { result, posted, waited } = training((_request, index) => {
      if (index < 5) throw end;
      return { status: 'champion' };
    });
    expect(result).toMatchObject({ training: { status: 'champion' } });
    expect(waited).toEqual([]);
    expect(posted.map(({ timeout }) => timeout)).toEqual(Array(6).fill(1800));
    const deliveries = posted.map(({ headers }) => {
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      return schedulerDeliveryOf({ headers: Object.fromEntries(lower) } as IncomingMessage as never)?.id;
    });
    expect(deliveries[0]).toContain(ENV.GOOGLE_CLOUD_WORKFLOW_EXECUTION_ID);
    expect(new Set(deliveries).size).toBe(1);
  });

  it('gives up on a run of ten hours', () => {
    const { error, posted } = training(() => {
      throw timeoutError();
    });
    expect(error).toMatchObject({ tags: ['TimeoutError'] });
    expect(posted).toHaveLength(20);
  });

  it('identifies itself', () => {
    const { posted } = training(() => ({}));
    expect(posted[0]).toMatchObject({ auth: { type: 'OIDC' }, url: 'https://training' });
  });
});

it('freshness.workflows.yaml asks one question in one expression and fails unless the answer is good', () => {
  const freshness = documentOf('freshness.workflows.yaml');
  expect([...freshness.errors, ...freshness.warnings]).toEqual([]);
  const { main } = freshness.toJS();
  expect(main.steps.flatMap((step: Step) => Object.keys(step))).toEqual(['ask', 'tell_fresh', 'fail']);
  const { query } = main.steps[0].ask.args.body;
  expect(query).toMatch(/^\$\{"SELECT [^\n]*\}$/);
  expect(query.length).toBeLessThanOrEqual(400);
});
