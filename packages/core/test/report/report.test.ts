import { beforeAll, describe, expect, it } from 'vitest';
import { writtenOut } from '../../src/counted-scores/counted-scores.js';
import { modelEvaluation } from '../../src/jobs/model-evaluation.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import { wilsonInterval } from '../../src/metrics/wilson-interval.js';
import { changeModels } from '../../src/registry/change-models.js';
import { report } from '../../src/report/report.js';
import type { ReportData } from '../../src/report/report-data.js';
import type { TrainResult } from '../../src/results/results.js';
import { addDays } from '../../src/windows/calendar-day.js';
import { EXACT } from '../support/outcome-rows.js';
import { EVENTS, exportWithout, type TestStack, testStack, usersBetween } from '../support/synthetic-shop.js';

const TRAINED = '2026-01-29';
const WEEKS = ['2026-02-05', '2026-02-12', '2026-02-19'] as const;
const CAPACITY = 50;

it('is refused before anything has been trained', async () => {
  const { ports, settings } = testStack();
  await expect(report(ports, settings)).rejects.toMatchObject({ code: 'no_model', kind: 'refused' });
});

describe('before a week has matured', () => {
  let stack: TestStack;
  let trained: TrainResult;
  let data: ReportData;
  beforeAll(async () => {
    stack = testStack({ decision: { topUsers: CAPACITY } });
    trained = await modelTraining(stack.ports, stack.settings, { snapshot: TRAINED });
    data = await report(stack.ports, stack.settings);
  });

  it('says what acting was worth among the test users of the training', () => {
    const { decision, test, metrics } = trained;
    expect(data.worth).toMatchObject({
      source: 'test',
      snapshots: [TRAINED],
      n: test.rows,
      positives: test.positives,
      policy: 'top_users',
      capacity: CAPACITY,
      expected: trained.predicted_positives,
      simple_rule: null,
      ranking: { roc_auc: metrics.roc_auc, simple_rule: trained.simple_rule },
    });
    expect(data.worth.top).toMatchObject({ selected: decision!.selected, captured: decision!.observed.positives });
    expect(data.worth.top!.recall_interval).toEqual(decision!.observed.intervals.recall);
    expect(data.worth.top!.lift).toBeCloseTo(
      decision!.observed.positives / decision!.selected / (test.positives / test.rows),
      12,
    );
  });

  it('shows the calibration of held-out training rows, no curves, no scores and no weeks', () => {
    expect(data.quality).toEqual({
      calibration: trained.selection!.reliability,
      calibration_source: 'held_out',
      curves: null,
    });
    expect([data.scores, data.weeks, data.pending, data.changes]).toEqual([null, [], [], []]);
  });

  it('says where the model comes from', () => {
    expect(data.model).toMatchObject({
      model: trained.model,
      champion: trained.status === 'champion',
      gate: trained.status,
      models: 1,
      file: trained.artifact,
      snapshot: TRAINED,
      lookback_days: 14,
      config_hash: stack.settings.configHash,
      code_version: 'test',
      counts: trained.counts,
      family: 'linear',
      population: 'users seen in the 14 days before the snapshot',
      metrics: trained.metrics,
      simple_rule: trained.simple_rule,
    });
    expect(data.notes.map(({ about, text }) => [about, text])).toEqual(
      trained.reasons.map((text) => ['training', text]),
    );
  });

  it('shows the scores of a run at once, and its week as pending', async () => {
    stack.setToday(WEEKS[0]);
    const { counts } = await predictions(stack.ports, stack.settings, { snapshot: WEEKS[0], model: trained.model });
    const { scores, pending, worth } = await report(stack.ports, stack.settings);
    expect(worth.source).toBe('test');
    expect(pending).toEqual([
      { week: WEEKS[0], model: trained.model, scored: counts.scored, matures_on: addDays(WEEKS[0], 7) },
    ]);
    const population = usersBetween(addDays(WEEKS[0], -14), WEEKS[0]).size;
    expect(scores).toMatchObject({ week: WEEKS[0], n: population, selected: CAPACITY });
    expect(scores!.bins.reduce((sum, { n }) => sum + n, 0)).toBe(population);
    expect(scores!.mean * population).toBeCloseTo(scores!.expected, 9);
  });
});

describe('with weeks that have matured', () => {
  let stack: TestStack;
  let one: ReportData;
  let several: ReportData;
  let first: TrainResult;
  let second: TrainResult;
  beforeAll(async () => {
    stack = testStack({ decision: { topUsers: CAPACITY } });
    const { ports, settings } = stack;
    first = await modelTraining(ports, settings, { snapshot: TRAINED });
    await predictions(ports, settings, { snapshot: WEEKS[0], model: first.model });
    await modelEvaluation(ports, settings);
    one = await report(ports, settings);
    second = await modelTraining(ports, settings, { snapshot: WEEKS[0] });
    await changeModels(ports, settings, { action: 'pin', model: second.model, by: 'anna', why: 'a test' });
    await predictions(ports, settings, { snapshot: WEEKS[1] });
    await predictions(ports, settings, { snapshot: WEEKS[2] });
    await modelEvaluation(ports, settings);
    several = await report(ports, settings);
  });

  it('counts what the capacity captured as somebody would by hand', async () => {
    const entries = await stack.ports.predictions.readOutcomes(WEEKS[0], first.model, EXACT);
    const { scores: proba, labels } = writtenOut(entries.proba);
    const firstOf = (score: Float64Array) => [...score.keys()].sort((a, b) => score[b]! - score[a]!).slice(0, CAPACITY);
    const top = firstOf(proba);
    const captured = top.filter((row) => labels[row] === 1).length;
    const buyers = usersBetween(WEEKS[0], addDays(WEEKS[0], 7), 'purchase');
    const known = [...usersBetween(addDays(WEEKS[0], -14), WEEKS[0])];
    const positives = known.filter((user) => buyers.has(user)).length;
    const expected = proba.reduce((sum, p) => sum + p, 0);
    expect(one.worth).toMatchObject({
      source: 'weeks',
      snapshots: [WEEKS[0]],
      n: known.length,
      positives,
      policy: 'top_users',
      capacity: CAPACITY,
    });
    expect(one.worth.expected).toBeCloseTo(expected, 9);
    expect(one.worth.observed_over_expected).toBeCloseTo(positives / expected, 12);
    expect(one.worth.top).toMatchObject({ selected: CAPACITY, captured, recall: captured / positives });
    expect(one.worth.top!.recall_interval).toEqual(wilsonInterval(captured, positives));
    expect(one.worth.top!.by_chance).toBeCloseTo((CAPACITY * positives) / known.length, 12);
    expect(one.worth.top!.expected).toBeCloseTo(
      top.reduce((sum, row) => sum + proba[row]!, 0),
      9,
    );
    expect(one.worth.top!.lift).toBeCloseTo(captured / CAPACITY / (positives / known.length), 12);
    // Equal numbers of events are drawn in proportion: between the worst and the best order of those at the cut.
    const { scores: eventCount, labels: byEvents } = writtenOut(entries.eventCount);
    const cut = [...eventCount].sort((a, b) => b - a)[CAPACITY - 1]!;
    const above = [...eventCount.keys()].filter((row) => eventCount[row]! > cut);
    const at = [...eventCount.keys()].filter((row) => eventCount[row]! === cut);
    const of = (rows: readonly number[]) => rows.filter((row) => byEvents[row] === 1).length;
    expect(one.worth.simple_rule!.captured).toBeCloseTo(
      of(above) + (of(at) * (CAPACITY - above.length)) / at.length,
      9,
    );
  });

  it('has the figures of the evaluation table', async () => {
    const rows = (await stack.ports.evaluations.list()).filter(({ predicted_week }) => predicted_week === WEEKS[0]);
    expect(one.worth.ranking).toMatchObject({ roc_auc: rows[0]!.roc_auc, simple_rule: rows[0]!.simple_rule });
    expect(one.weeks).toMatchObject([
      {
        week: WEEKS[0],
        n: rows[0]!.n,
        positives: rows[0]!.positives,
        roc_auc: rows[0]!.roc_auc,
        roc_auc_interval: rows[0]!.intervals.roc_auc,
        lift_at_10: rows[0]!.lift_at_10,
        model_changed: false,
      },
    ]);
    expect(one.quality.calibration.reduce((sum, { n }) => sum + n, 0)).toBe(rows[0]!.n);
    const { roc, precision_recall } = one.quality.curves!;
    expect([roc[0], roc.at(-1)]).toEqual([
      { fpr: 0, tpr: 0 },
      { fpr: 1, tpr: 1 },
    ]);
    expect(precision_recall.at(-1)!.recall).toBe(1);
  });

  it('shows drift and decay of every week as the tables have them, by the run that scored it last', async () => {
    const { ports, settings } = stack;
    const stored = await ports.predictions.drift(settings.targetEvent);
    const evaluations = await ports.evaluations.list();
    const { weeks, features, flagged } = several.drift;
    expect(weeks.map(({ week, model }) => [week, model])).toEqual([
      [WEEKS[0], first.model],
      [WEEKS[1], second.model],
      [WEEKS[2], second.model],
    ]);
    for (const [place, week] of weeks.entries()) {
      const { rows } = stored.find((each) => each.week === week.week && each.model === week.model)!;
      const rowOf = (kind: string) =>
        rows.find((row) => row.compared_with === 'training' && row.kind === kind && row.name === '')!;
      expect(week).toMatchObject({
        users: rowOf('users').now_value,
        events_per_user: rowOf('events').now_value,
        scores_psi: rowOf('scores').psi,
        flagged: rows.filter((row) => row.flagged_for.length > 0).length,
      });
      const evaluated = evaluations.find((row) => row.predicted_week === week.week && row.model === week.model);
      expect([week.decay, week.decay_evidence]).toEqual(
        evaluated?.decay == null ? [null, null] : ['holds', evaluated.decay.evidence],
      );
      for (const { feature, psi } of features) {
        const row = rows.find((each) => each.compared_with === 'training' && each.name === feature);
        expect(psi[place]).toBe(row?.psi ?? null);
      }
    }
    expect(features.length).toBeGreaterThan(3);
    expect(flagged.every(({ week }) => WEEKS.includes(week as (typeof WEEKS)[number]))).toBe(true);
    expect(one.drift.weeks).toHaveLength(1);
  });

  it('adds weeks up, leaves those out that the model had seen, and marks where the model changed', () => {
    // The pinned model's labels end where the second week begins.
    expect(several.weeks.map(({ week, model_changed, in_sample }) => [week, model_changed, in_sample])).toEqual([
      [WEEKS[0], false, false],
      [WEEKS[1], true, false],
      [WEEKS[2], false, false],
    ]);
    expect(several.worth.snapshots).toEqual(WEEKS);
    const sum = (of: (week: ReportData['weeks'][number]) => number) =>
      several.weeks.reduce((total, week) => total + of(week), 0);
    expect(several.worth).toMatchObject({ n: sum(({ n }) => n), positives: sum(({ positives }) => positives) });
    expect(several.worth.expected).toBeCloseTo(
      sum(({ expected }) => expected),
      9,
    );
    expect(several.worth.top!.selected).toBe(3 * CAPACITY);
    expect(several.changes).toMatchObject([{ action: 'pin', model: second.model, by: 'anna', why: 'a test' }]);
    expect(several.model).toMatchObject({ model: second.model, pinned: true, models: 2 });
    expect(several.scores).toMatchObject({ week: WEEKS[2], model: second.model });
  });

  it('keeps in-sample weeks out of what counts', async () => {
    const { ports, settings } = testStack();
    const { model } = await modelTraining(ports, settings, { snapshot: WEEKS[0] });
    await predictions(ports, settings, { snapshot: '2026-02-08', model });
    await modelEvaluation(ports, settings);
    const data = await report(ports, settings);
    expect(data.weeks).toMatchObject([{ week: '2026-02-08', in_sample: true }]);
    expect(data.worth.source).toBe('test');
    expect(data.notes.map(({ about }) => about)).toContain('evaluation');
  });

  it('tells of days that are missing, as allowed', async () => {
    const hole = '2026-01-20';
    const { ports, settings } = testStack(
      { source: { events: 'none', allowMissingDays: [hole] } },
      exportWithout(hole),
    );
    await modelTraining(ports, settings, { snapshot: TRAINED });
    const { notes } = await report(ports, settings);
    expect(notes).toContainEqual({
      about: 'missing_days',
      snapshot: TRAINED,
      text: `Days that the export does not have, as allowed: ${hole}.`,
    });
  });

  it('names no user', () => {
    const text = JSON.stringify(several);
    expect(EVENTS.some(({ userId }) => userId !== null && /^user-\d/.test(userId))).toBe(true);
    expect(text).not.toMatch(/user-\d/);
  });
});
