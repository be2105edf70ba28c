import { PropensityError } from '@propensity/core';
import type { PredictResult } from '@propensity/core/jobs';
import type { RunIdentity } from '@propensity/core/ports';
import { describe, expect, it } from 'vitest';
import { coreJobs, type Jobs } from '../../src/http/jobs.js';
import type { Log } from '../../src/logging/log.js';
import type { Notice } from '../../src/notices/notice.js';
import type { NoticeChannel, Notices } from '../../src/notices/notices.js';
import { renderNotice } from '../../src/notices/render-notice.js';
import { noticesOf, type PublishReport, reportedJobs } from '../../src/notices/reported-jobs.js';
import { inMemoryStack, loggedAt, serveStack } from '../support/served-stack.js';
import { evaluated, predicted } from '../support/some-notices.js';

/** Jobs that report everything to a channel that works and to one that does not. */
function reporting(
  jobs: Partial<Jobs> = {},
  on: Notices['on'] = ['success', 'refused', 'failed'],
  publishReport?: PublishReport,
) {
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
  return { jobs: reportedJobs({ ...coreJobs, ...jobs }, { notices, log, publishReport }), sent, logged, notices };
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

describe('the report', () => {
  const PAGE = { uri: 'gs://b/reports/purchase/2026-01-27.html', url: 'https://storage.cloud.google.com/b/r.html' };

  it('is written once, after predictions, and the notice links to it', async () => {
    const { ports, settings } = inMemoryStack();
    const scored: number[] = [];
    const { jobs, sent } = reporting({}, ['success'], async (of) => {
      scored.push((await of.predictions.runs()).length);
      return PAGE;
    });
    expect(await jobs.modelTraining(ports, settings, { snapshot: '2026-01-20' })).not.toHaveProperty('report');
    const week = { snapshot: '2026-01-27' };
    expect(await jobs.predictions(ports, settings, week)).toMatchObject({ report: PAGE });
    expect(await jobs.predictions(ports, settings, week)).not.toHaveProperty('report');
    expect(await jobs.modelEvaluation(ports, settings)).not.toHaveProperty('report');
    expect(scored).toEqual([1]);
    expect(sent.map(({ job, report }) => [job, report])).toEqual([
      ['modelTraining', null],
      ['predictions', PAGE.url],
      ['modelEvaluation', null],
    ]);
  });

  it('that cannot be written is logged, and neither the scores nor the notice wait for it', async () => {
    const { ports, settings } = inMemoryStack();
    const { jobs, sent, logged } = reporting({}, ['success'], async () => {
      throw new Error('no bucket');
    });
    await jobs.modelTraining(ports, settings, { snapshot: '2026-01-20' });
    const result = await jobs.predictions(ports, settings, { snapshot: '2026-01-27' });
    expect(result).not.toHaveProperty('report');
    expect(result).toMatchObject({ notices: FATE });
    expect(sent.at(-1)).toMatchObject({ job: 'predictions', outcome: 'success', report: null });
    expect(logged).toContain('ERROR The report could not be written: no bucket');
  });
});

describe('alerts', () => {
  const drift = (...names: string[]): PredictResult => ({
    ...predicted,
    drift: {
      compared_with: ['training'],
      rows: 3,
      scores_psi: 0.01,
      largest: [],
      flagged: names.map((name) => ({
        compared_with: 'training',
        kind: 'feature',
        name,
        psi: 0.4,
        psi_limit: 0.1,
        flagged_for: ['psi'],
        before: null,
        now: null,
      })),
      flagged_rows: names.length,
    },
  });
  /** A stack whose predictions give one result after the other. */
  function weekly(results: readonly (PredictResult | Error)[], on: Notices['on'] = ['failed']) {
    const { ports, settings, time } = inMemoryStack();
    let week = 0;
    const { jobs, sent, notices } = reporting(
      {
        predictions: async () => {
          const result = results[week++]!;
          if (result instanceof Error) throw result;
          return result;
        },
      },
      on,
    );
    const said = async () => {
      const before = sent.length;
      time.now += 7 * 86_400_000;
      await jobs.predictions(ports, settings).catch(() => {});
      return sent.slice(before).flatMap(({ alerts }) => alerts.map(({ state, subject }) => `${state} ${subject}`));
    };
    return { said, sent, notices, ports };
  }

  it('are sent once, whatever outcomes are reported, and once when they are over', async () => {
    const { said, sent } = weekly([drift('a'), drift('a', 'b'), drift('b'), drift('b')]);
    expect(await said()).toEqual(['new feature a']);
    expect(await said()).toEqual(['new feature b']);
    expect(await said()).toEqual(['over feature a']);
    expect(await said()).toEqual([]);
    expect(sent).toHaveLength(3);
    expect(sent[0]!.alerts[0]).toMatchObject({
      kind: 'drift',
      guide: 'docs/guides/drift-and-alerts.md#drift',
      text: expect.stringContaining('PSI 0.4'),
    });
    expect(renderNotice(sent[0]!).subject).toBe('[Propensity] Predictions: done, 1 alert');
    expect(renderNotice(sent[0]!).text).toContain('Alert: The week of 2026-02-03 differs from the training of model-1');
  });

  it('that nobody could be told of are said again', async () => {
    const { said, notices, ports } = weekly([drift('a'), drift('a'), drift('a')]);
    const [good] = notices.channels;
    (notices.channels as NoticeChannel[]).shift();
    await said();
    expect(await ports.alerts.list('purchase')).toMatchObject([{ subject: 'feature a', toldAt: null }]);
    (notices.channels as NoticeChannel[]).push(good!);
    expect(await said()).toEqual(['new feature a']);
    expect(await said()).toEqual([]);
  });

  it('of data are those of errors about data alone, and are over when the job is done again', async () => {
    const missing = new PropensityError('missing_days', 'Day 2026-02-01 is missing.', { kind: 'refused' });
    const noModel = new PropensityError('no_model', 'There is none.', { kind: 'refused' });
    const { said, sent } = weekly([missing, missing, noModel, predicted], ['success', 'refused', 'failed']);
    expect(await said()).toEqual(['new predictions missing_days']);
    expect(renderNotice(sent[0]!).text.match(/is missing/g)).toHaveLength(1);
    expect(await said()).toEqual([]);
    expect(await said()).toEqual([]);
    expect(await said()).toEqual(['over predictions missing_days']);
  });

  it('of runs are found by an evaluation of all weeks, and not by one of a single week', async () => {
    const { ports, settings, time } = inMemoryStack();
    const result = {
      ...evaluated,
      evaluated: [],
      pending: [{ predicted_week: '2026-01-12', matures_on: '2026-01-19' }],
    };
    const { jobs, sent } = reporting({ modelEvaluation: async () => result }, ['failed']);
    time.now = Date.UTC(2026, 0, 25);
    await jobs.modelEvaluation(ports, settings);
    time.now = Date.UTC(2026, 0, 26);
    await jobs.modelEvaluation(ports, settings, { snapshot: '2026-01-12' });
    expect(sent).toEqual([]);
    await jobs.modelEvaluation(ports, settings);
    expect(sent.map(({ alerts }) => alerts.map(({ state, kind }) => [state, kind]))).toEqual([[['new', 'stale']]]);
    expect(sent[0]!.alerts[0]!.text).toContain('2026-01-12, 14 days ago');
  });

  it('that cannot be kept are an error of the log, and none of the job', async () => {
    const { ports, settings } = inMemoryStack();
    const { jobs, logged, sent } = reporting({ predictions: async () => drift('a') });
    const alerts = { ...ports.alerts, list: () => Promise.reject(new Error('no table')) };
    const result = await jobs.predictions({ ...ports, alerts } as typeof ports, settings);
    expect(result).toMatchObject({ notices: FATE });
    expect(sent).toMatchObject([{ alerts: [] }]);
    expect(logged).toContain('ERROR Alerts after predictions could not be kept');
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
