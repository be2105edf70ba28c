import { beforeEach, describe, expect, it } from 'vitest';
import { modelEvaluation } from '../../src/jobs/model-evaluation.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import { compareLogLosses } from '../../src/metrics/compare-log-losses.js';
import { changeModels } from '../../src/registry/change-models.js';
import { BINNED, EXACT, scoresOf, usersOf } from '../support/outcome-rows.js';
import { predictionsLike } from '../support/ports-like.js';
import { type TestStack, testStack } from '../support/synthetic-shop.js';

const WEEK = '2026-02-12';

describe('a challenger', () => {
  let stack: TestStack;
  let champion: string;
  let challenger: string;
  beforeEach(async () => {
    stack = testStack();
    const { ports, settings } = stack;
    champion = (await modelTraining(ports, settings, { snapshot: '2026-01-29' })).model;
    const later = await modelTraining(ports, settings, { snapshot: '2026-02-05' });
    challenger = later.model;
    const record = (await ports.registry.list()).find(({ model }) => model === challenger)!;
    // As if it had lost to the champion.
    await ports.registry.put({ ...record, status: 'challenger' });
  });

  it('scores in the shadow: never served, and kept with what was', async () => {
    const { ports, settings } = stack;
    const result = await predictions(ports, settings, { snapshot: WEEK });
    expect(result).toMatchObject({ model: champion, shadows: [challenger] });
    const shadow = await ports.predictions.readShadow(WEEK, challenger, EXACT);
    const served = await ports.predictions.readOutcomes(WEEK, champion, EXACT);
    expect(usersOf(shadow.proba)).toBe(result.counts.scored);
    const { others, labels: happened, counts } = shadow.pairs;
    expect(scoresOf({ scores: others, labels: happened, counts }).sort()).toEqual(scoresOf(served.proba).sort());
    expect(scoresOf(shadow.proba).sort()).not.toEqual(scoresOf(served.proba).sort());
    expect(usersOf((await ports.predictions.readOutcomes(WEEK, challenger, EXACT)).proba)).toBe(0);
    const runs = await ports.predictions.runs();
    expect(runs.map(({ model }) => model)).toEqual([champion]);
  });

  it('is evaluated on the same users as the model that was served, beside it and outside of its weeks', async () => {
    const { ports, settings } = stack;
    await predictions(ports, settings, { snapshot: WEEK });
    const { evaluated, shadows } = await modelEvaluation(ports, settings);
    const { labels, scores, others, counts } = (await ports.predictions.readShadow(WEEK, challenger, EXACT)).pairs;
    const compared = compareLogLosses(labels, scores, others, { sampleWeight: counts });
    const { meanDifference, standardError } = compared;
    expect(evaluated.map(({ model, shadow }) => [model, shadow])).toEqual([[champion, undefined]]);
    expect(shadows).toHaveLength(1);
    const [week] = shadows!;
    expect(week).toMatchObject({
      predicted_week: WEEK,
      model: challenger,
      provisional: false,
      shadow: { served: champion },
    });
    expect(week!.shadow!.mean_difference).toBeCloseTo(meanDifference, 14);
    expect(week!.shadow!.standard_error).toBeCloseTo(standardError, 14);
    expect([week!.n, week!.positives]).toEqual([evaluated[0]!.n, evaluated[0]!.positives]);
    expect(week!.log_loss! - evaluated[0]!.log_loss!).toBeCloseTo(meanDifference, 12);
    expect(await ports.evaluations.list()).toEqual(evaluated);
    expect(await ports.evaluations.listShadow()).toEqual(shadows);
    expect((await modelEvaluation(ports, settings)).shadows).toEqual(shadows);
  });

  it('is compared in bins where there are many users, nearly as exactly', async () => {
    const { ports, settings } = stack;
    await predictions(ports, settings, { snapshot: WEEK });
    const inBins = predictionsLike(ports.predictions, {
      readOutcomes: (week, model) => ports.predictions.readOutcomes(week, model, BINNED),
      readShadow: (week, model) => ports.predictions.readShadow(week, model, BINNED),
    });
    const [binned] = (await modelEvaluation({ ...ports, predictions: inBins }, settings)).shadows!;
    expect(binned!.binning_bound).toBeDefined();
    const [exact] = (await modelEvaluation(ports, settings, { force: true })).shadows!;
    expect(exact!.binning_bound).toBeUndefined();
    // Two probabilities, each in bins of a 64th: an eighth of its square a row.
    expect(Math.abs(binned!.shadow!.mean_difference - exact!.shadow!.mean_difference)).toBeLessThan(64 ** -2 / 4);
    expect(binned!.shadow!.standard_error / exact!.shadow!.standard_error).toBeCloseTo(1, 1);
  });

  it('has no shadow before its labels were over, once it is out of use, or where it was rejected', async () => {
    const { ports, settings } = stack;
    expect((await predictions(ports, settings, { snapshot: '2026-02-10' })).shadows).toBeUndefined();
    await changeModels(ports, settings, { action: 'retire', model: challenger, by: 'anna' });
    expect((await predictions(ports, settings, { snapshot: WEEK })).shadows).toBeUndefined();
    const record = (await ports.registry.list()).find(({ model }) => model === challenger)!;
    await ports.registry.put({ ...record, runId: 'other', model: 'other', status: 'rejected' });
    expect((await predictions(ports, settings, { snapshot: '2026-02-13' })).shadows).toBeUndefined();
  });

  it('that cannot score keeps nobody back', async () => {
    const { ports, settings } = stack;
    const record = (await ports.registry.list()).find(({ model }) => model === challenger)!;
    await ports.registry.put({ ...record, sha256: '0'.repeat(64) });
    const result = await predictions(ports, settings, { snapshot: WEEK });
    expect(result.shadows).toBeUndefined();
    expect(result.notes!.join(' ')).toContain(`The challenger ${challenger} did not score in the shadow`);
    expect(result.counts.scored).toBeGreaterThan(0);
  });

  it('that is promoted and scores the week again has no shadow there any more', async () => {
    const { ports, settings } = stack;
    await predictions(ports, settings, { snapshot: WEEK });
    await changeModels(ports, settings, { action: 'promote', model: challenger, by: 'anna' });
    await predictions(ports, settings, { snapshot: WEEK });
    const { evaluated, shadows } = await modelEvaluation(ports, settings);
    expect(evaluated.map(({ model }) => model)).toEqual([champion, challenger]);
    expect(shadows).toBeUndefined();
  });
});

it('is deleted with the history', async () => {
  const { ports, settings, setToday } = testStack({ retentionDays: 17 });
  await modelTraining(ports, settings, { snapshot: '2026-01-29' });
  const { model } = await modelTraining(ports, settings, { snapshot: '2026-02-05' });
  const record = (await ports.registry.list()).find((each) => each.model === model)!;
  await ports.registry.put({ ...record, status: 'challenger' });
  const rows = async (week: string) => usersOf((await ports.predictions.readShadow(week, model, EXACT)).proba);
  for (const week of ['2026-02-12', '2026-02-19']) {
    setToday(week);
    await predictions(ports, settings, { snapshot: week });
  }
  expect(Math.min(await rows('2026-02-12'), await rows('2026-02-19'))).toBeGreaterThan(0);
  setToday('2026-03-02');
  await predictions(ports, settings, { snapshot: '2026-03-02' });
  expect(await rows('2026-02-12')).toBe(0);
  expect(await rows('2026-02-19')).toBeGreaterThan(0);
});
