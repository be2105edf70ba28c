import type { PredictResult, SnapshotOptions } from '@propensity/core/jobs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Jobs } from '../../src/http/jobs.js';
import { inMemoryStack, type Served, serveStack } from '../support/served-stack.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.server.stop();
  served = undefined;
});

const DUE = '2026-02-08T23:30:00Z';
const OF_SCHEDULER = { 'X-CloudScheduler': 'true' };
const DELIVERY = {
  ...OF_SCHEDULER,
  'X-CloudScheduler-JobName': 'weekly-predictions',
  'X-CloudScheduler-ScheduleTime': DUE,
};

const post = (path: string, headers: Record<string, string> = {}, body = '') =>
  fetch(`${served?.server.url}${path}`, { method: 'POST', headers, body });

/** Predictions that wait until they are let go; `asked` is what each run was asked for. */
async function servedWithSlowPredictions(stack = inMemoryStack(), jobs: Partial<Jobs> = {}) {
  const asked: (SnapshotOptions | undefined)[] = [];
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  served = await serveStack(stack.open, {
    predictions: async (_ports, _settings, options) => {
      asked.push(options);
      await gate;
      return { job: 'predictions', run: asked.length } as unknown as PredictResult;
    },
    ...jobs,
  });
  return { asked, letGo };
}

describe('a delivery of Cloud Scheduler', () => {
  it('means the day it was due, in the time zone of the property, whenever it arrives', async () => {
    const stack = inMemoryStack();
    const open = async () => {
      const opened = await stack.open();
      return { ...opened, settings: { ...opened.settings, timeZone: 'Europe/Paris' } };
    };
    const { asked, letGo } = await servedWithSlowPredictions({ ...stack, open });
    letGo();
    expect((await post('/predictions', DELIVERY)).status).toBe(200);
    // Half past eleven in the evening of UTC is the next day in Paris.
    expect(asked).toEqual([{ snapshot: undefined, triggerDate: '2026-02-09' }]);
  });

  it('leaves the dates of a body as they are', async () => {
    const { asked, letGo } = await servedWithSlowPredictions();
    letGo();
    await post('/predictions', DELIVERY, '{"week":"2026-01-20","trigger_date":"2026-01-30"}');
    expect(asked).toEqual([{ snapshot: '2026-01-20', triggerDate: '2026-01-30' }]);
  });

  it('may accept that inputs have collapsed', async () => {
    const { asked, letGo } = await servedWithSlowPredictions();
    letGo();
    await post('/predictions', {}, '{"week":"2026-01-20","accept_drift":true}');
    expect(asked).toEqual([{ snapshot: '2026-01-20', triggerDate: undefined, acceptDrift: true }]);
  });

  it('twice at once runs once: both get the one result', async () => {
    const { asked, letGo } = await servedWithSlowPredictions();
    const both = [post('/predictions', DELIVERY), post('/predictions', DELIVERY)];
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    // By hand, the same run is refused as ever.
    expect((await post('/predictions', {}, '{"trigger_date":"2026-02-08"}')).status).toBe(409);
    letGo();
    const answers = await Promise.all(both);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
      { job: 'predictions', run: 1 },
      { job: 'predictions', run: 1 },
    ]);
    expect(asked).toHaveLength(1);
  });

  it('twice, one after the other, returns what the first got; the next delivery runs', async () => {
    const { asked, letGo } = await servedWithSlowPredictions();
    letGo();
    expect(await (await post('/predictions', DELIVERY)).json()).toMatchObject({ run: 1 });
    expect(await (await post('/predictions', DELIVERY)).json()).toMatchObject({ run: 1 });
    const next = { ...DELIVERY, 'X-CloudScheduler-ScheduleTime': '2026-02-15T23:30:00Z' };
    expect(await (await post('/predictions', next)).json()).toMatchObject({ run: 2 });
    expect(await (await post('/predictions')).json()).toMatchObject({ run: 3 });
    expect(asked).toHaveLength(3);
  });

  it('that failed runs again when it comes again', async () => {
    let calls = 0;
    await servedWithSlowPredictions(inMemoryStack(), {
      predictions: async () => {
        if (calls++ === 0) throw new Error('once');
        return { job: 'predictions' } as unknown as PredictResult;
      },
    });
    expect((await post('/predictions', DELIVERY)).status).toBe(500);
    expect((await post('/predictions', DELIVERY)).status).toBe(200);
  });

  it('without a name or a time still waits for the same run, but is not remembered', async () => {
    const { asked, letGo } = await servedWithSlowPredictions();
    const both = [post('/predictions', OF_SCHEDULER), post('/predictions', OF_SCHEDULER)];
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    // Answered after both have come.
    expect((await post('/predictions')).status).toBe(409);
    letGo();
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
    await post('/predictions', OF_SCHEDULER);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['X-CloudScheduler-ScheduleTime', 'yesterday'],
    ['X-CloudScheduler-ScheduleTime', '2026-02-30T06:00:00Z'],
    ['X-CloudScheduler-ScheduleTime', '2026-02-03T25:00:00Z'],
    ['X-CloudScheduler-ScheduleTime', '2026-02-03'],
    ['X-CloudScheduler-JobName', 'a job; drop it'],
    ['X-CloudScheduler-JobName', ''],
  ])('with %s "%s" is refused before anything runs', async (name, value) => {
    const { asked } = await servedWithSlowPredictions();
    const response = await post('/predictions', { ...DELIVERY, [name]: value });
    expect(response.status).toBe(400);
    expect((await response.json()).error.code).toMatch(/^bad_schedule_header$|^bad_date$/);
    expect(asked).toEqual([]);
  });
});

describe('jobs of different kinds', () => {
  it.each([
    [true, ['train', 'predict']],
    [false, ['train']],
  ])('where stacks are shared: %s, begin beside each other', async (shared, begun) => {
    const stack = inMemoryStack({ shared });
    const started: string[] = [];
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const job = (name: string) => async () => {
      started.push(name);
      await gate;
      return { job: name } as never;
    };
    served = await serveStack(stack.open, { modelTraining: job('train'), predictions: job('predict') });
    const first = post('/modelTraining');
    await vi.waitFor(() => expect(started).toEqual(['train']));
    const second = post('/predictions');
    await vi.waitFor(() => expect(stack.uses.opened).toBe(2));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(started).toEqual(begun);
    letGo();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    expect(stack.uses.closed).toBe(2);
  });
});
