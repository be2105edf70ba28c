import { PropensityError } from '@propensity/core';
import type { RunIdentity } from '@propensity/core/ports';
import { describe, expect, it } from 'vitest';
import { coreJobs, type Jobs } from '../../src/http/jobs.js';
import type { Log } from '../../src/logging/log.js';
import type { Notice } from '../../src/notices/notice.js';
import type { Notices } from '../../src/notices/notices.js';
import { noticesOf, reportedJobs } from '../../src/notices/reported-jobs.js';
import { inMemoryStack, loggedAt, serveStack } from '../support/served-stack.js';
import { predicted } from '../support/some-notices.js';

/** Jobs that report everything to a channel that works and to one that does not. */
function reporting(jobs: Partial<Jobs> = {}, on: Notices['on'] = ['success', 'refused', 'failed']) {
  const sent: Notice[] = [];
  const logged: string[] = [];
  const log: Log = (severity, message) => logged.push(`${severity} ${message}`);
  const notices: Notices = {
    on,
    channels: [
      { name: 'good', send: async (notice) => void sent.push(notice) },
      {
        name: 'bad',
        send: async () => {
          throw new Error('no route');
        },
      },
    ],
  };
  return { jobs: reportedJobs({ ...coreJobs, ...jobs }, { notices, log }), sent, logged, notices };
}

const FATE = [
  { channel: 'good', ok: true },
  { channel: 'bad', ok: false, error: 'no route' },
];
const SKIPPED = ['good', 'bad'].map((channel) => ({
  channel,
  ok: true,
  skipped: expect.stringMatching(/^Nothing new/),
}));

describe('reportedJobs', () => {
  it('reports each run of the real jobs once, however often it is asked for', async () => {
    const { ports, settings } = inMemoryStack();
    const { jobs, sent, logged } = reporting();
    const train = { snapshot: '2026-01-20' };
    const first = await jobs.modelTraining(ports, settings, train);
    expect(first).toMatchObject({ status: 'champion', notices: FATE });
    expect(await jobs.modelTraining(ports, settings, train)).toEqual({ ...first, notices: SKIPPED });
    const week = { snapshot: '2026-01-27' };
    expect(await jobs.predictions(ports, settings, week)).toMatchObject({ notices: FATE });
    expect(await jobs.predictions(ports, settings, week)).toMatchObject({ notices: SKIPPED });
    expect(await jobs.modelEvaluation(ports, settings)).toMatchObject({ notices: FATE });
    expect(await jobs.modelEvaluation(ports, settings)).toMatchObject({ notices: SKIPPED });
    expect(sent.map(({ job, outcome, snapshot }) => [job, outcome, snapshot])).toEqual([
      ['modelTraining', 'success', '2026-01-20'],
      ['predictions', 'success', '2026-01-27'],
      ['modelEvaluation', 'success', '2026-02-10'],
    ]);
    expect(sent[0]).toMatchObject({ run_id: first.run_id, model: first.model, error: null });
    expect(logged.filter((entry) => entry.startsWith('ERROR'))).toEqual(
      ['modelTraining', 'predictions', 'modelEvaluation'].map(
        (job) => `ERROR The notice of ${job} could not be sent by bad: no route`,
      ),
    );
    // What was stored is the job's own result.
    expect((await ports.registry.list())[0]?.result).not.toHaveProperty('notices');
  });

  it('reports a refusal and throws what the job threw', async () => {
    const { ports, settings } = inMemoryStack();
    const { jobs, sent } = reporting();
    const error = await jobs.predictions(ports, settings, { snapshot: '2026-01-27' }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'no_model' });
    expect(noticesOf(error)).toEqual(FATE);
    expect(sent).toMatchObject([{ job: 'predictions', outcome: 'refused', run_id: null, error: { code: 'no_model' } }]);
  });

  it('says which run failed, once the job knew it', async () => {
    const { ports, settings } = inMemoryStack();
    const begun: RunIdentity[] = [];
    const { jobs, sent } = reporting({
      predictions: async ({ begin }) => {
        begin?.({ job: 'predictions', runId: 'r1', snapshot: '2026-01-27' });
        throw new Error('the warehouse burnt down');
      },
    });
    const error = await jobs
      .predictions({ ...ports, begin: (run) => begun.push(run) }, settings)
      .catch((thrown) => thrown);
    expect(error.message).toBe('the warehouse burnt down');
    expect(begun).toHaveLength(1);
    expect(sent).toMatchObject([{ outcome: 'failed', run_id: 'r1', error: { code: 'internal_error' } }]);
  });

  it('reports only what is asked for', async () => {
    const { ports, settings } = inMemoryStack();
    const { jobs, sent } = reporting({ predictions: async () => predicted }, ['failed']);
    expect(await jobs.predictions(ports, settings)).toBe(predicted);
    expect(sent).toEqual([]);
  });
});

describe('over HTTP', () => {
  it('an answer says what became of the notices, whatever became of the job', async () => {
    const { notices } = reporting();
    const served = await serveStack(inMemoryStack({ notices }).open, {
      predictions: async () => predicted,
      modelTraining: async () => {
        throw new PropensityError('labels_not_final', 'Not yet.', { kind: 'refused' });
      },
    });
    const post = (path: string) => fetch(`${served.server.url}/${path}`, { method: 'POST' });
    const [good, bad] = [await post('predictions'), await post('modelTraining')];
    expect([good.status, bad.status]).toEqual([200, 422]);
    expect(await good.json()).toEqual({ ...predicted, notices: FATE });
    expect(await bad.json()).toMatchObject({ error: { code: 'labels_not_final' }, notices: FATE });
    expect(loggedAt(served, 'ERROR')).toHaveLength(2);
    await served.server.stop();
  });
});
