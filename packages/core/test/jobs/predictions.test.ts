import { beforeAll, describe, expect, it } from 'vitest';
import { getProba } from '../../src/jobs/get-proba.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import type { RunIdentity } from '../../src/ports/ports.js';
import type { TrainResult } from '../../src/results/results.js';
import { addDays } from '../../src/windows/calendar-day.js';
import { predictionsLike, servingLike } from '../support/ports-like.js';
import { EVENTS, type TestStack, testStack, usersBetween } from '../support/synthetic-shop.js';

const FIRST = '2026-02-12';
const SECOND = '2026-02-19';
const populationOf = (day: string) => usersBetween(addDays(day, -14), day);

async function trainedStack(events = EVENTS): Promise<TestStack & { readonly model: TrainResult }> {
  const stack = testStack({}, events);
  return { ...stack, model: await modelTraining(stack.ports, stack.settings, { snapshot: '2026-02-05' }) };
}

describe('a decision', () => {
  it('that is a capacity is never exceeded, whatever the threshold of the model takes', async () => {
    const topUsers = 30;
    const { ports, settings } = await trainedStack();
    for (const snapshot of [FIRST, SECOND, '2026-02-26']) {
      const decided = { ...settings, decision: { topUsers } };
      const { counts } = await predictions(ports, decided, { snapshot });
      expect(counts.selected).toBe(topUsers);
      const found = await Promise.all(
        [...populationOf(snapshot)].map((user) => ports.predictions.find(user, settings.targetEvent)),
      );
      const selected = found.filter((row) => row!.selected).map((row) => row!.proba);
      const others = found.filter((row) => !row!.selected).map((row) => row!.proba);
      expect(selected).toHaveLength(topUsers);
      expect(Math.min(...selected)).toBeGreaterThanOrEqual(Math.max(...others));
    }
  });

  it('otherwise takes everyone from the threshold on that training chose', async () => {
    const { ports, settings, model } = await trainedStack();
    const { counts } = await predictions(ports, settings, { snapshot: FIRST });
    const found = await Promise.all(
      [...populationOf(FIRST)].map((user) => ports.predictions.find(user, settings.targetEvent)),
    );
    for (const row of found) expect(row!.selected).toBe(row!.proba >= model.metrics.threshold);
    expect(counts.selected).toBe(found.filter((row) => row!.selected).length);
    expect(counts.selected).toBeGreaterThan(0);
  });
});

describe('predictions, two weeks in a row', () => {
  let stack: Awaited<ReturnType<typeof trainedStack>>;
  beforeAll(async () => {
    stack = await trainedStack();
  });

  it('scores everyone in the population, then overwrites, appends and keeps', async () => {
    const { ports, settings, model } = stack;
    const [before, after] = [populationOf(FIRST), populationOf(SECOND)];
    const first = await predictions(ports, settings, { snapshot: FIRST });
    expect(first).toEqual({
      job: 'predictions',
      run_id: expect.stringContaining(`predictions-${FIRST}-`),
      snapshot: FIRST,
      model: model.model,
      in_sample: false,
      chosen_as: 'newest',
      lookback_days: 14,
      drift: expect.objectContaining({ compared_with: ['training'], flagged: [], flagged_rows: 0 }),
      counts: { scored: before.size, overwritten: 0, appended: before.size, kept: 0, selected: expect.any(Number) },
    });
    const { counts } = await predictions(ports, settings, { snapshot: SECOND });
    const overwritten = [...after].filter((user) => before.has(user)).length;
    expect(counts).toEqual({
      scored: after.size,
      overwritten,
      appended: after.size - overwritten,
      kept: before.size - overwritten,
      selected: expect.any(Number),
    });
    expect(Math.min(counts.appended, counts.kept)).toBeGreaterThan(0);
    for (const user of new Set([...before, ...after])) {
      expect((await ports.predictions.find(user, settings.targetEvent))?.predicted_week).toBe(
        after.has(user) ? SECOND : FIRST,
      );
    }
  });

  it('done again returns what was published and changes nothing', async () => {
    const { ports, settings, setToday } = stack;
    const runs = await ports.predictions.runs();
    setToday('2026-03-20');
    const repeated: string[] = [];
    let refreshed = 0;
    // The publication may not have come to its end, where lookups have a store of their own.
    const serving = servingLike({
      refresh: async () => {
        refreshed++;
        return { written: 0, deleted: 0 };
      },
    });
    const listening = { ...ports, serving, repeat: (run: RunIdentity) => repeated.push(run.runId) };
    expect(await predictions(listening, settings, { snapshot: SECOND })).toEqual(runs.at(-1)!.result);
    expect(repeated).toEqual([runs.at(-1)!.runId]);
    expect(refreshed).toBe(1);
    expect(await ports.predictions.runs()).toEqual(runs);
  });

  it('refuses an older week that has not been published, and leaves the newer scores', async () => {
    const { ports, settings } = stack;
    const runs = await ports.predictions.runs();
    for (const options of [{ snapshot: '2026-02-15' }, { snapshot: FIRST, force: true }]) {
      await expect(predictions(ports, settings, options)).rejects.toMatchObject({
        code: 'older_snapshot',
        kind: 'refused',
      });
    }
    expect(await ports.predictions.runs()).toEqual(runs);
  });

  it('forced, scores the newest week again: everybody is overwritten', async () => {
    const { ports, settings } = stack;
    const { counts } = await predictions(ports, settings, { snapshot: SECOND, force: true });
    expect(counts).toMatchObject({
      scored: populationOf(SECOND).size,
      appended: 0,
      overwritten: populationOf(SECOND).size,
    });
  });

  it('answers for a user, and says when the days it speaks of are over', async () => {
    const { ports, settings, setToday } = stack;
    const [user] = populationOf(SECOND);
    setToday('2026-02-25');
    const answer = await getProba(ports, settings, user!);
    expect(answer).toMatchObject({ user_id: user, predicted_week: SECOND, model: stack.model.model, stale: false });
    expect(answer.proba).toBeGreaterThan(0);
    expect(answer.proba).toBeLessThan(1);
    setToday('2026-02-26');
    expect((await getProba(ports, settings, user!)).stale).toBe(true);
    await expect(getProba(ports, settings, 'nobody')).rejects.toMatchObject({ code: 'user_not_found' });
  });
});

describe('no model from the future', () => {
  it('says to train when there is none', async () => {
    const { ports, settings } = testStack();
    await expect(predictions(ports, settings)).rejects.toMatchObject({
      code: 'no_model',
      kind: 'refused',
      hint: expect.stringContaining('propensity train'),
    });
  });

  it('says which week the model may score first; pinned against the rule it is marked in-sample', async () => {
    const { ports, settings, model } = await trainedStack();
    const snapshot = '2026-02-11';
    await expect(predictions(ports, settings, { snapshot })).rejects.toMatchObject({
      code: 'no_model',
      hint: expect.stringContaining('2026-02-12 or later'),
    });
    expect(await ports.predictions.runs()).toEqual([]);
    const pinned = await predictions(ports, settings, { snapshot, model: model.model });
    expect(pinned.in_sample).toBe(true);
    expect((await ports.predictions.runs())[0]!.inSample).toBe(true);
  });

  it('says so where a model that was not accepted is named', async () => {
    const { ports, settings, model } = await trainedStack();
    const [record] = await ports.registry.list();
    await ports.registry.put({ ...record!, status: 'rejected' });
    const snapshot = '2026-02-12';
    await expect(predictions(ports, settings, { snapshot })).rejects.toMatchObject({ code: 'no_model' });
    const { notes } = await predictions(ports, settings, { snapshot, model: model.model });
    expect(notes).toEqual([expect.stringContaining('its training ended as "rejected"')]);
  });

  it('scores with the newest model that may, not with the newest', async () => {
    const { ports, settings, model } = await trainedStack();
    const newer = await modelTraining(ports, settings, { snapshot: '2026-02-09' });
    expect(newer.status).toBe('champion');
    expect((await predictions(ports, settings, { snapshot: '2026-02-15' })).model).toBe(model.model);
    expect((await predictions(ports, settings, { snapshot: '2026-02-16' })).model).toBe(newer.model);
  });
});

describe('what must not be published', () => {
  it('takes the day after the export when no snapshot is named', async () => {
    const { ports, settings } = await trainedStack();
    expect((await predictions(ports, settings)).snapshot).toBe('2026-03-02');
    await expect(predictions(ports, settings, { snapshot: '2026-03-12' })).rejects.toMatchObject({
      code: 'snapshot_in_future',
    });
    await expect(predictions(ports, settings, { snapshot: '2026-03-03' })).rejects.toMatchObject({
      code: 'missing_days',
    });
  });

  it('a model whose file was tampered with', async () => {
    const { ports, settings, model } = await trainedStack();
    const text = await ports.artifacts.read(model.artifact.name);
    const artifacts = { ...ports.artifacts, read: async () => text.replace('"intercept": -', '"intercept": ') };
    await expect(predictions({ ...ports, artifacts }, settings, { snapshot: FIRST })).rejects.toMatchObject({
      code: 'artifact_corrupt',
    });
    expect(await ports.predictions.runs()).toEqual([]);
  });

  it('a model of features that are now computed otherwise', async () => {
    const { ports, settings } = await trainedStack();
    const features = ports.snapshots.features.map((spec, k) => (k === 0 ? { ...spec, definitionHash: 'other' } : spec));
    const snapshots = { ...ports.snapshots, features };
    await expect(predictions({ ...ports, snapshots }, settings, { snapshot: FIRST })).rejects.toMatchObject({
      code: 'features_changed',
      details: { features: [features[0]!.name] },
    });
  });

  it.each([
    ['scores that differ from core by 1e-11', 'scores_disagree', (p: number) => p + 1e-11],
    ['a score that is no number', 'scores_disagree', () => Number.NaN],
  ])('%s', async (_, code, change) => {
    const { ports, settings } = await trainedStack();
    let discarded = 0;
    const store = ports.predictions;
    const stage: typeof store.stage = async (artifact, snapshot) => {
      const staged = await store.stage(artifact, snapshot);
      return {
        checks: () => staged.checks(),
        distribution: (edges) => staged.distribution(edges),
        publish: (run) => staged.publish(run),
        sample: async (size, seed) => {
          const { features, proba } = await staged.sample(size, seed);
          return { features, proba: proba.map(change) };
        },
        discard: async () => {
          discarded++;
        },
      };
    };
    const broken = predictionsLike(store, { stage });
    await expect(predictions({ ...ports, predictions: broken }, settings, { snapshot: FIRST })).rejects.toMatchObject({
      code,
    });
    expect(await store.runs()).toEqual([]);
    expect(discarded).toBe(1);
  });
});
