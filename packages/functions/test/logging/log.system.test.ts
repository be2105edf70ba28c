import { afterEach, describe, expect, it } from 'vitest';
import { errorFields } from '../../src/logging/error-fields.js';
import { structuredLog } from '../../src/logging/log.js';
import { logProgress } from '../../src/logging/log-progress.js';
import { inRequest, labelRequest } from '../../src/logging/request-context.js';
import { traceContextOf } from '../../src/logging/trace-context.js';
import { inMemoryStack, type Served, serveStack } from '../support/served-stack.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('traceContextOf', () => {
  it.each([
    [{ traceparent: `00-${TRACE}-${SPAN}-01` }, { id: TRACE, spanId: SPAN, sampled: true }],
    [{ traceparent: `00-${TRACE}-${SPAN}-00` }, { id: TRACE, spanId: SPAN, sampled: false }],
    [{ 'x-cloud-trace-context': `${TRACE}/74;o=1` }, { id: TRACE, spanId: '000000000000004a', sampled: true }],
    [{ 'x-cloud-trace-context': `${TRACE}/74` }, { id: TRACE, spanId: '000000000000004a', sampled: false }],
    [{ 'x-cloud-trace-context': `${TRACE}/18446744073709551615;o=0` }, { spanId: 'ffffffffffffffff' }],
    [
      { traceparent: `00-${TRACE}-${SPAN}-01`, 'x-cloud-trace-context': `${'f'.repeat(32)}/1;o=0` },
      { id: TRACE, spanId: SPAN },
    ],
  ])('reads %j', (headers, expected) => {
    expect(traceContextOf(headers)).toMatchObject(expected);
  });

  it.each([{}, { traceparent: 'x' }, { traceparent: `00-${TRACE}-zz-01` }, { 'x-cloud-trace-context': `${TRACE}/x` }])(
    'finds none in %j',
    (headers) => expect(traceContextOf(headers)).toBeNull(),
  );
});

describe('structuredLog', () => {
  const lines: string[] = [];
  let project: string | undefined;
  const log = structuredLog({ write: (line) => lines.push(line), project: () => project });
  const entries = () => lines.splice(0).map((line) => JSON.parse(line));
  afterEach(() => {
    project = undefined;
  });

  it('writes one line per entry', () => {
    log('WARNING', 'two\nlines', { durationMs: 3 });
    expect(lines).toEqual(['{"severity":"WARNING","message":"two\\nlines","durationMs":3}\n']);
    entries();
  });

  it('says which request an entry belongs to, also of what happens later and beside others', async () => {
    project = 'my-shop-123';
    const work = (span: string, runId: string) =>
      inRequest(
        { trace: { id: TRACE, spanId: span, sampled: true }, labels: { function: 'predictions' } },
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          labelRequest({ run_id: runId });
          await new Promise((resolve) => setTimeout(resolve, 5));
          logProgress(log).step('Scoring');
        },
      );
    await Promise.all([work(SPAN, 'r1'), work('0000000000000001', 'r2')]);
    log('INFO', 'Outside');
    expect(entries()).toEqual([
      {
        severity: 'INFO',
        message: 'Scoring',
        'logging.googleapis.com/trace': `projects/my-shop-123/traces/${TRACE}`,
        'logging.googleapis.com/spanId': SPAN,
        'logging.googleapis.com/trace_sampled': true,
        'logging.googleapis.com/labels': { function: 'predictions', run_id: 'r1' },
      },
      expect.objectContaining({
        'logging.googleapis.com/spanId': '0000000000000001',
        'logging.googleapis.com/labels': { function: 'predictions', run_id: 'r2' },
      }),
      { severity: 'INFO', message: 'Outside' },
    ]);
  });
});

describe('errorFields', () => {
  it('logs name, code, stack and causes, also where causes go in a circle', () => {
    const inner = Object.assign(new Error('inner'), { code: 'ECONNRESET' });
    const outer = new TypeError('outer', { cause: inner });
    inner.cause = outer;
    const fields = errorFields(outer);
    expect(fields).toMatchObject({
      stack_trace: expect.stringContaining('TypeError: outer'),
      error: { name: 'TypeError', message: 'outer', cause: { message: 'inner', code: 'ECONNRESET' } },
    });
    expect(JSON.stringify(fields).length).toBeLessThan(20_000);
  });

  it('takes whatever was thrown', () => {
    expect(errorFields('text')).toEqual({ error: 'text' });
  });
});

describe('what the functions log', () => {
  let served: Served | undefined;
  afterEach(() => served?.server.stop());

  it('has the run as labels, and the result of a job and how long it took as fields', async () => {
    served = await serveStack(inMemoryStack().open);
    const body = '{"snapshot":"2026-01-20"}';
    const trained = await (await fetch(`${served.server.url}/modelTraining`, { method: 'POST', body })).json();
    const labels = { function: 'modelTraining', job: 'modelTraining', run_id: trained.run_id, snapshot: '2026-01-20' };
    expect(served.logged).toMatchObject([
      {
        severity: 'INFO',
        message: 'modelTraining is done',
        labels,
        fields: {
          outcome: 'success',
          model: trained.model,
          durationMs: 0,
          metrics: { roc_auc: trained.metrics.roc_auc },
        },
      },
      { severity: 'INFO', message: 'modelTraining answered 200', labels, fields: { status: 200 } },
    ]);
  });

  it('never has a user id at INFO or WARNING', async () => {
    served = await serveStack(inMemoryStack().open);
    for (const path of [
      'getProba?user_id=secret-user',
      'getProba/secret-user',
      'getProba?user_id=secret-user&user_id=b',
    ])
      await fetch(`${served.server.url}/${path}`);
    expect(served.logged.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      'INFO getProba answered 404',
      'INFO propensity answered 404',
      'WARNING getProba was refused: The query has more than one user_id.',
      'INFO getProba answered 400',
    ]);
    expect(JSON.stringify(served.logged)).not.toContain('secret-user');
  });
});
