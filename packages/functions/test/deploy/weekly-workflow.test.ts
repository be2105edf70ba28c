// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions of Cloud Workflows.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { DEPLOY } from '../support/run-script.js';

/** A step of Cloud Workflows: a name, and what it does. */
type Step = Readonly<Record<string, StepBody>>;
interface StepBody {
  readonly call?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly result?: string;
  readonly next?: string;
  readonly steps?: readonly Step[];
  readonly switch?: readonly StepBody[];
  readonly try?: StepBody;
  readonly except?: { readonly as: string; readonly steps: readonly Step[] };
  readonly retry?: { readonly predicate: string; readonly max_retries: number; readonly backoff: object };
}
interface Subworkflow {
  readonly params: readonly string[];
  readonly steps: readonly Step[];
}

const document = parseDocument(readFileSync(join(DEPLOY, 'weekly.workflows.yaml'), 'utf8'));
const workflow: Readonly<Record<string, Subworkflow>> = document.toJS();

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

const steps = Object.values(workflow).flatMap((part) => allSteps(part.steps));

describe('weekly.workflows.yaml', () => {
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
    expect(new Set(calls.map(({ call }) => call))).toEqual(new Set(['run_job', 'http.post', 'sys.log']));
    for (const { call, args } of calls) {
      const called = workflow[call ?? ''];
      if (called !== undefined) expect(Object.keys(args ?? {})).toEqual(called.params);
    }
  });

  it('evaluates first, then predicts for the same day', () => {
    const order = workflow.main?.steps.flatMap((step) => Object.keys(step));
    expect(order).toEqual(['settle_day', 'evaluate', 'predict', 'end_week']);
    const jobs = steps.filter(({ body }) => body.call === 'run_job').map(({ body }) => body.args);
    expect(jobs).toEqual([
      { url: '${sys.get_env("EVALUATION_URL")}', day: '${day}' },
      { url: '${sys.get_env("PREDICTIONS_URL")}', day: '${day}' },
    ]);
  });

  it('goes on after a refused evaluation and after nothing else', () => {
    const handling = workflow.main?.steps.find((step) => 'evaluate' in step)?.evaluate?.except?.steps ?? [];
    expect(handling.slice(0, 2)).toEqual([
      {
        tell_refusal: {
          switch: [{ condition: '${"HttpError" in error.tags and error.code == 422}', next: 'log_refusal' }],
        },
      },
      { stop: { raise: '${error}' } },
    ]);
  });

  it('identifies itself, waits 30 minutes, and tries again only what can pass', () => {
    const post = workflow.run_job?.steps[0]?.post;
    expect(post?.try?.args).toEqual({
      url: '${url}',
      auth: { type: 'OIDC' },
      body: { trigger_date: '${day}' },
      timeout: 1800,
    });
    expect(post?.retry?.predicate).toBe('${is_passing}');
    const passing = JSON.stringify(workflow.is_passing);
    for (const code of [409, 429, 502, 503, 504]) expect(passing).toContain(String(code));
    expect(passing).not.toContain('500');
  });

  it('keeps expressions within the 400 characters that Workflows allows', () => {
    const expressions = JSON.stringify(workflow).match(/\$\{[^}]*\}/g) ?? [];
    expect(expressions.length).toBeGreaterThan(10);
    for (const expression of expressions) expect(expression.length).toBeLessThanOrEqual(400);
  });
});

it('freshness.workflows.yaml asks one question in one expression and fails unless the answer is good', () => {
  const freshness = parseDocument(readFileSync(join(DEPLOY, 'terraform/freshness.workflows.yaml'), 'utf8'));
  expect([...freshness.errors, ...freshness.warnings]).toEqual([]);
  const { main } = freshness.toJS();
  expect(main.steps.flatMap((step: Step) => Object.keys(step))).toEqual(['ask', 'tell_fresh', 'fail']);
  const { query } = main.steps[0].ask.args.body;
  expect(query).toMatch(/^\$\{"SELECT [^\n]*\}$/);
  expect(query.length).toBeLessThanOrEqual(400);
});
