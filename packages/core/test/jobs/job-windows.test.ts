import { describe, expect, it } from 'vitest';
import { buildPreprocessor } from '../../src/jobs/build-preprocessor.js';
import { explainProba } from '../../src/jobs/explain-proba.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import { runWeekly } from '../../src/jobs/run-weekly.js';
import { addDays } from '../../src/windows/calendar-day.js';
import { EVENTS, type TestStack, testStack, usersBetween } from '../support/synthetic-shop.js';

/** The windows are left out; the export has 60 days from 2026-01-01. */
const LEFT_OUT = { lookbackDays: undefined, training: { C: 1 } };
const populationOf = (snapshot: string, lookbackDays: number) =>
  usersBetween(addDays(snapshot, -lookbackDays), snapshot);

describe('a configuration that leaves its windows out', () => {
  it('trains on what the days allow, says so, and leaves what a configuration that names them leaves', async () => {
    const { ports, settings } = testStack(LEFT_OUT);
    const trained = await modelTraining(ports, settings, { snapshot: '2026-01-31' });
    expect(trained.windows).toEqual({
      lookback_days: 14,
      horizon_days: 7,
      time_zone: 'UTC',
      snapshots: 3,
      adapted: true,
      days_before: 30,
      export_days_needed: 35,
      export_days_for_defaults: 116,
    });
    expect(trained.reasons.join(' ')).toContain('lookbackDays 14 and training.snapshots 3');
    const [record] = await ports.registry.list();
    expect(record).toMatchObject({ lookbackDays: 14, configHash: expect.stringMatching(/^[0-9a-f]{16}$/) });

    const named = testStack({ lookbackDays: 14, training: { snapshots: 3, C: 1 } });
    const same = await modelTraining(named.ports, named.settings, { snapshot: '2026-01-31' });
    expect(same).toMatchObject({ run_id: trained.run_id, artifact: trained.artifact, windows: { adapted: false } });
    expect(same.reasons.join(' ')).not.toContain('training.snapshots');
  });

  it('scores, explains and evaluates every week with the windows of its model, and trains on more once there is more', async () => {
    const { ports, settings } = testStack(LEFT_OUT);
    const first = await runWeekly(ports, settings, { triggerDate: '2026-02-10' });
    expect(first.train?.windows).toMatchObject({ lookback_days: 14, days_before: 30 });
    expect(first.predict).toMatchObject({ snapshot: '2026-02-10', lookback_days: 14 });
    expect(first.predict.notes?.join(' ')).toContain('the last 14 days');
    expect(first.predict.counts.scored).toBe(populationOf('2026-02-10', 14).size);
    const [userId] = [...populationOf('2026-02-10', 14)].sort();
    expect((await explainProba(ports, settings, userId!)).why.reasons.length).toBeGreaterThan(0);

    // The month has turned.
    const second = await runWeekly(ports, settings, { triggerDate: '2026-02-17' });
    expect(second.train).toMatchObject({ status: 'champion', windows: { lookback_days: 21, days_before: 37 } });
    expect(second.train?.reasons.join(' ')).toContain('it looks back 14 days, this one 21');
    expect(second.predict).toMatchObject({ model: second.train?.model, lookback_days: 21 });
    expect(second.predict.counts.scored).toBe(populationOf('2026-02-17', 21).size);

    // By now there are days for 28, but the model has 21.
    const third = await runWeekly(ports, settings, { triggerDate: '2026-02-24' });
    expect(third.train).toBeNull();
    expect(third.predict).toMatchObject({ model: second.train?.model, lookback_days: 21 });
    const reachable = (week: string, lookbackDays: number) => {
      const buyers = [...usersBetween(week, addDays(week, 7), 'purchase')];
      const population = populationOf(week, lookbackDays);
      return buyers.filter((user) => population.has(user)).length / buyers.length;
    };
    expect(third.evaluate?.evaluated.map(({ reachable_share }) => reachable_share)).toEqual([
      reachable('2026-02-10', 14),
      reachable('2026-02-17', 21),
    ]);

    const pinned = await predictions(ports, settings, {
      snapshot: '2026-02-24',
      triggerDate: '2026-02-24',
      model: first.train!.model,
    });
    expect(pinned).toMatchObject({ model: first.train!.model, lookback_days: 14 });
    expect(pinned.counts.scored).toBe(populationOf('2026-02-24', 14).size);
  });

  it('does nothing again', async () => {
    const { ports, settings } = testStack(LEFT_OUT);
    const repeated: string[] = [];
    const watched = { ...ports, repeat: ({ job }: { job: string }) => void repeated.push(job) };
    const options = { triggerDate: '2026-02-10' };
    const first = await runWeekly(watched, settings, options);
    expect(await modelTraining(watched, settings, { snapshot: '2026-01-31' })).toEqual(first.train);
    expect((await runWeekly(watched, settings, options)).predict).toEqual(first.predict);
    expect(repeated).toEqual(['modelEvaluation', 'modelTraining', 'modelEvaluation', 'predictions']);
    expect(await ports.registry.list()).toHaveLength(1);
  });

  it('has its defaults where the days suffice', async () => {
    const early = EVENTS.flatMap((event) => [event, { ...event, time: event.time - 60 * 86_400_000 }]);
    const { ports, settings } = testStack(LEFT_OUT, early);
    const trained = await modelTraining(ports, settings, { snapshot: '2026-02-20' });
    expect(trained.windows).toMatchObject({ lookback_days: 60, snapshots: 8, adapted: false });
    expect(trained.reasons.join(' ')).not.toContain('lookbackDays');
    const { notes = [] } = await predictions(ports, settings, { snapshot: '2026-03-01' });
    expect(notes.join(' ')).not.toContain('days of each user');
  });

  it('refuses as ever what no window fits, and a hole in the days', async () => {
    const { ports, settings } = testStack(LEFT_OUT);
    await expect(modelTraining(ports, settings, { snapshot: '2026-01-01' })).rejects.toMatchObject({
      code: 'missing_days',
    });
    const holed = testStack(
      LEFT_OUT,
      EVENTS.filter(({ time }) => new Date(time).toISOString().slice(0, 10) !== '2026-01-25'),
    );
    await expect(modelTraining(holed.ports, holed.settings, { snapshot: '2026-01-31' })).rejects.toMatchObject({
      code: 'missing_days',
      message: expect.stringContaining('2026-01-25'),
    });
  });

  it('keeps the lookback of a preprocessing that was built beforehand', async () => {
    const built = await buildPreprocessor(...portsOf(testStack(LEFT_OUT)), { snapshot: '2026-01-31' });
    const named = { ...LEFT_OUT, training: { C: 1, preprocessor: built.preprocessor.name } };
    const { ports, settings } = testStack(named);
    await buildPreprocessor(ports, testStack(LEFT_OUT).settings, { snapshot: '2026-01-31' });
    const trained = await modelTraining(ports, settings, { snapshot: '2026-02-14' });
    expect(trained).toMatchObject({
      preprocessor: built.preprocessor,
      windows: { lookback_days: 14, days_before: 44 },
    });
  });
});

it('a stack that is made for one lookback keeps it', async () => {
  const { ports, settings } = testStack(LEFT_OUT);
  const { withWindows: _, ...fixed } = ports;
  await expect(modelTraining(fixed, settings, { snapshot: '2026-01-31' })).rejects.toMatchObject({
    code: 'missing_days',
  });
});

it('a lookback that the configuration names is never changed', async () => {
  const { ports, settings } = testStack({ lookbackDays: 40, training: { C: 1 } });
  await expect(modelTraining(ports, settings, { snapshot: '2026-01-31' })).rejects.toMatchObject({
    code: 'missing_days',
  });
  const trained = await modelTraining(ports, settings, { snapshot: '2026-02-20' });
  expect(trained.windows).toMatchObject({ lookback_days: 40, snapshots: 2, adapted: true });
  expect((await ports.registry.list())[0]?.lookbackDays).toBe(40);
});

function portsOf({ ports, settings }: TestStack) {
  return [ports, settings] as const;
}
