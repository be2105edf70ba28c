import { beforeEach, describe, expect, it } from 'vitest';
import { parseArtifact } from '../../src/artifact/serialise-artifact.js';
import { type CountedScores, countedScores, writtenOut } from '../../src/counted-scores/counted-scores.js';
import type { OutcomeEntries } from '../../src/counted-scores/outcome-entries.js';
import { modelEvaluation } from '../../src/jobs/model-evaluation.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import { runWeekly } from '../../src/jobs/run-weekly.js';
import type { Ports } from '../../src/ports/ports.js';
import { logitsOf } from '../../src/recalibration/cross-fit-weeks.js';
import { changeModels } from '../../src/registry/change-models.js';
import { modelsOfTarget } from '../../src/registry/models-of-target.js';
import type { TrainResult } from '../../src/results/results.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';
import { checkModels } from '../../src/verification/check-models.js';
import { EXACT } from '../support/outcome-rows.js';
import { predictionsLike } from '../support/ports-like.js';
import { type TestStack, testStack, uniform, usersBetween } from '../support/synthetic-shop.js';

const WEEKS = ['2026-02-05', '2026-02-12', '2026-02-19'];
const DOUBLED = Math.log(2);
/** Each user of the shop stands for as many: enough conversions for a verdict. */
const COPIES = 60;

/** The ports, in which what happened is drawn: of every user by the probability of the model that was fitted, with log-odds moved from a week on. */
function withOutcomes(ports: Ports, shiftOf: (week: string) => number): Ports {
  const drawn = async (week: string, model: string): Promise<OutcomeEntries> => {
    const read = await ports.predictions.readOutcomes(week, model, EXACT);
    const [proba, eventCount] = [read.proba, read.eventCount].map((entries) => writtenOut(entries).scores) as [
      Float64Array,
      Float64Array,
    ];
    const record = (await ports.registry.list()).find((found) => found.model === model);
    const served = record?.result.recalibration?.shift ?? 0;
    const next = uniform(17 + Number(week.slice(-2)));
    const rows = Array.from({ length: COPIES }, () => [...logitsOf(proba)]).flat();
    const labels = Float64Array.from(rows, (logit) => (next() < sigmoid(logit - served + shiftOf(week)) ? 1 : 0));
    const entriesOf = (scores: Float64Array): CountedScores =>
      countedScores({
        scores: Float64Array.from(rows, (_, row) => scores[row % scores.length]!),
        labels,
        counts: new Float64Array(rows.length).fill(1),
      });
    return { proba: entriesOf(proba), eventCount: entriesOf(eventCount) };
  };
  return { ...ports, predictions: predictionsLike(ports.predictions, { readOutcomes: drawn }) };
}

describe('a base rate that doubles', () => {
  let stack: TestStack;
  let ports: Ports;
  let trained: TrainResult;
  beforeEach(async () => {
    stack = testStack();
    trained = await modelTraining(stack.ports, stack.settings, { snapshot: '2026-01-29' });
    for (const snapshot of WEEKS) await predictions(stack.ports, stack.settings, { snapshot });
    ports = withOutcomes(stack.ports, (week) => (week >= '2026-02-12' ? DOUBLED : 0));
  });
  const recalibrated = async () => {
    stack.setToday('2026-03-03');
    const { recalibration } = await modelEvaluation(ports, stack.settings);
    return recalibration!;
  };

  it('recalibrates nothing after one week, and the model after two', async () => {
    stack.setToday('2026-02-23');
    const first = (await modelEvaluation(ports, stack.settings)).recalibration;
    expect(first).toMatchObject({ parent: trained.model, model: null, weeks: ['2026-02-12', '2026-02-05'] });
    expect(first!.reasons.join(' ')).toContain('Not recalibrated');
    expect(await ports.registry.list()).toHaveLength(1);

    const second = await recalibrated();
    expect(second).toMatchObject({ parent: trained.model, weeks: ['2026-02-19', '2026-02-12'], slope: 1 });
    expect(second.model).not.toBeNull();
    // The whole way is ln 2; it was gone n/(n + 50) of the way.
    expect(second.shift).toBeGreaterThan(0.85 * DOUBLED);
    expect(second.shift).toBeLessThan(1.05 * DOUBLED);
  });

  it('is a new row that names its parent, and a file whose every score is moved', async () => {
    const { model, shift, weeks, n, positives } = await recalibrated();
    const [row, parent] = await ports.registry.list();
    expect(row).toMatchObject({
      model,
      status: 'champion',
      trainingDate: '2026-02-19',
      featureHash: parent!.featureHash,
    });
    expect(row!.result.recalibration).toEqual({
      parent: trained.model,
      parent_sha256: parent!.sha256,
      original: trained.model,
      slope: 1,
      shift,
      against_parent: { slope: 1, shift },
      weeks,
      n,
      positives,
      weight: positives / (positives + 50),
    });
    const read = async ({ fileNameInBucket: fileName, sha256 }: typeof row & object) =>
      parseArtifact(await ports.artifacts.read(fileName), { sha256, fileName });
    const [after, before] = [await read(row!), await read(parent!)];
    expect(after.calibration).toEqual({ method: 'recalibrated', of: before.calibration, slope: 1, shift });
    expect(after.tested!.calibration).toMatchObject({ method: 'recalibrated', of: before.tested!.calibration, shift });
    expect(after).toMatchObject({
      schemaVersion: 6,
      model: before.model,
      windows: before.windows,
      features: before.features,
    });
    expect(after.metrics.threshold).toBe(before.metrics.threshold);
    // The training's users are in the bins in which they were: that scores have moved is no drift.
    const [moved, were] = [after.distributions!, before.distributions!];
    const shifted = were.scores.edges.map((edge) => sigmoid(Math.log(edge / (1 - edge)) + shift));
    expect(were.scores.edges.length).toBeGreaterThan(3);
    expect(moved.scores.edges.map((edge) => edge.toFixed(12))).toEqual(shifted.map((edge) => edge.toFixed(12)));
    expect({ ...moved, scores: moved.scores.counts }).toEqual({ ...were, scores: were.scores.counts });
  });

  it('is a row and a file that fit together, and fit its parent', async () => {
    const { model } = await recalibrated();
    const records = await ports.registry.list();
    expect(await checkModels(ports, records)).toEqual([]);
    expect(await checkModels(ports, records.slice(0, 1))).toMatchObject([
      { message: expect.stringContaining('There is no model') },
    ]);
    const { recalibration } = records[0]!.result;
    const wrong = { ...records[0]!.result, recalibration: { ...recalibration!, shift: 0.1 } };
    expect(await checkModels(ports, [{ ...records[0]!, result: wrong }, records[1]!])).toMatchObject([
      { row: model, message: 'Its file was recalibrated in another way.' },
    ]);
  });

  it('serves a mean within a tenth of the truth, in the same ranking', async () => {
    const { model } = await recalibrated();
    const next = await predictions(ports, stack.settings, { snapshot: '2026-02-26' });
    expect(next).toMatchObject({ model, chosen_as: 'newest', in_sample: false });
    const probaOf = async (of: string) => {
      const { proba } = await stack.ports.predictions.readOutcomes('2026-02-26', of, EXACT);
      return writtenOut(proba);
    };
    // The users whom the run scored, by what is served of them.
    const ranking = async () => {
      const users = [...usersBetween('2026-02-12', '2026-02-26')];
      const served = await Promise.all(users.map((user) => ports.predictions.find(user, stack.settings.targetEvent)));
      expect(served).not.toContain(null);
      return [...users.keys()].sort((a, b) => served[b]!.proba - served[a]!.proba || a - b);
    };
    const after = await probaOf(model!);
    const rankedAfter = await ranking();
    await predictions(stack.ports, stack.settings, { snapshot: '2026-02-26', model: trained.model });
    const before = await probaOf(trained.model);
    const truth = logitsOf(before.scores).map((logit) => sigmoid(logit + DOUBLED));
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(after.scores) / mean(truth)).toBeGreaterThan(0.9);
    expect(mean(after.scores) / mean(truth)).toBeLessThan(1.1);
    expect(mean(before.scores) / mean(truth)).toBeLessThan(0.65);
    expect(rankedAfter).toEqual(await ranking());
  });

  it('is done once for the same weeks, whoever asks again', async () => {
    const { model } = await recalibrated();
    expect((await modelEvaluation(ports, stack.settings)).recalibration).toBeUndefined();
    expect((await modelEvaluation(ports, stack.settings, { force: true })).recalibration).toBeUndefined();
    expect((await ports.registry.list()).map((row) => row.model)).toEqual([model, trained.model]);
  });

  it('is not done twice for weeks that somebody has rolled back', async () => {
    await recalibrated();
    const { serving } = await changeModels(ports, stack.settings, { action: 'rollback', by: 'anna' });
    expect(serving.after).toBe(trained.model);
    expect((await modelEvaluation(ports, stack.settings, { force: true })).recalibration).toBeUndefined();
    expect(await ports.registry.list()).toHaveLength(2);
  });

  it('leaves a pinned model alone, and every model where the configuration says so', async () => {
    await changeModels(ports, stack.settings, { action: 'pin', model: trained.model, by: 'anna' });
    stack.setToday('2026-03-03');
    expect((await modelEvaluation(ports, stack.settings)).recalibration).toBeUndefined();
    await changeModels(ports, stack.settings, { action: 'unpin', by: 'anna' });
    const off = testStack({ recalibration: { enabled: false } }).settings;
    expect((await modelEvaluation(ports, off, { force: true })).recalibration).toBeUndefined();
    expect(await ports.registry.list()).toHaveLength(1);
  });

  it('waits for final days', async () => {
    stack.setToday('2026-02-26');
    const { evaluated, recalibration } = await modelEvaluation(ports, stack.settings);
    expect(evaluated.at(-1)).toMatchObject({ predicted_week: '2026-02-19', provisional: true });
    expect(recalibration).toMatchObject({ model: null, weeks: ['2026-02-12', '2026-02-05'] });
  });

  it('is what a later training is compared with, and does not stand for one', async () => {
    const { model } = await recalibrated();
    const later = await modelTraining(ports, stack.settings, { snapshot: '2026-02-19' });
    expect(later.reasons.join(' ')).toContain(`the champion ${model}`);
    const weekly = await testWeekly(model!);
    expect(weekly.train).not.toBeNull();
  });

  /** A run in the month after the training, whose newest row is the recalibration. */
  async function testWeekly(model: string) {
    const fresh = testStack();
    await modelTraining(fresh.ports, fresh.settings, { snapshot: '2026-01-29' });
    const rows = (await ports.registry.list()).filter((row) => row.model === model);
    for (const row of rows) {
      await fresh.ports.registry.put(row);
      await fresh.ports.artifacts.write(row.fileNameInBucket, await ports.artifacts.read(row.fileNameInBucket));
    }
    fresh.setToday('2026-03-03');
    return runWeekly(fresh.ports, fresh.settings, {});
  }
});

describe('a second shift', () => {
  it('adds to the first, on the model that was fitted', async () => {
    const stack = testStack({ training: { snapshots: 1, C: 1 } });
    const trained = await modelTraining(stack.ports, stack.settings, { snapshot: '2026-01-15' });
    const ports = withOutcomes(stack.ports, (week) => (week >= '2026-02-05' ? -DOUBLED : DOUBLED));
    for (const snapshot of ['2026-01-22', '2026-01-29']) await predictions(ports, stack.settings, { snapshot });
    stack.setToday('2026-02-09');
    const first = (await modelEvaluation(ports, stack.settings)).recalibration!;
    expect(first).toMatchObject({ parent: trained.model, weeks: ['2026-01-29', '2026-01-22'] });
    stack.setToday('2026-03-03');
    for (const snapshot of ['2026-02-05', '2026-02-12']) await predictions(ports, stack.settings, { snapshot });
    const second = (await modelEvaluation(ports, stack.settings)).recalibration!;
    expect(second).toMatchObject({ parent: first.model, weeks: ['2026-02-12', '2026-02-05'] });
    expect(second.shift).toBeLessThan(-1.7 * DOUBLED);
    const [row] = await modelsOfTarget(ports, stack.settings);
    const { recalibration } = row!.result;
    expect(recalibration).toMatchObject({ parent: first.model, original: trained.model });
    expect(recalibration!.shift).toBeCloseTo(first.shift + second.shift, 12);
    const fileName = row!.fileNameInBucket;
    const artifact = parseArtifact(await ports.artifacts.read(fileName), { sha256: row!.sha256, fileName });
    expect(artifact.calibration).toMatchObject({
      method: 'recalibrated',
      of: { method: expect.not.stringMatching('recalibrated') },
    });
  });
});

it('recalibrates nothing where nothing has shifted', async () => {
  const stack = testStack({ training: { snapshots: 1, C: 1 } });
  await modelTraining(stack.ports, stack.settings, { snapshot: '2026-01-29' });
  for (const snapshot of WEEKS) await predictions(stack.ports, stack.settings, { snapshot });
  const ports = withOutcomes(stack.ports, () => 0);
  stack.setToday('2026-03-03');
  expect((await modelEvaluation(ports, stack.settings)).recalibration).toMatchObject({ model: null });
  expect(await ports.registry.list()).toHaveLength(1);
});
