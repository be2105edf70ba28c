import { describe, expect, it } from 'vitest';
import { backfill } from '../../src/jobs/backfill.js';
import { runWeekly } from '../../src/jobs/run-weekly.js';
import type { Ports } from '../../src/ports/ports.js';
import { testStack } from '../support/synthetic-shop.js';

const TRAINING = { training: { snapshots: 2, C: 1 } };
const RANGE = { from: '2026-02-10', to: '2026-02-26' };
const WEEKS = ['2026-02-10', '2026-02-17', '2026-02-24'];

async function tablesOf({ registry, predictions, evaluations }: Ports) {
  const users = Array.from({ length: 600 }, (_, n) => `user-${n}`);
  return {
    models: await registry.list(),
    runs: await predictions.runs(),
    evaluations: await evaluations.list(),
    current: await Promise.all(users.map((user) => predictions.find(user, 'purchase'))),
  };
}

describe('backfill', () => {
  it('leaves what the weekly runs of those days would have left', async () => {
    const scheduled = testStack(TRAINING);
    for (const day of WEEKS) await runWeekly(scheduled.ports, scheduled.settings, { triggerDate: day, snapshot: day });
    const { ports, settings } = testStack(TRAINING);
    const result = await backfill(ports, settings, RANGE);
    expect(result.weeks.map(({ week, status }) => [week, status])).toEqual(WEEKS.map((week) => [week, 'scored']));
    expect(result.weeks.map(({ train }) => train !== null)).toEqual([true, true, false]);
    expect(result.weeks.map(({ evaluated }) => evaluated)).toEqual([0, 1, 2]);
    expect(await tablesOf(ports)).toEqual(await tablesOf(scheduled.ports));
    for (const { snapshot, inSample } of await ports.predictions.runs()) {
      expect([snapshot, inSample]).toEqual([snapshot, false]);
    }
  });

  it('goes on where it was stopped, wherever that was', async () => {
    const whole = testStack(TRAINING);
    await backfill(whole.ports, whole.settings, RANGE);
    const expected = await tablesOf(whole.ports);
    const { ports, settings } = testStack(TRAINING);
    const stopped = new Error('killed');
    let stops = 0;
    for (let left = 1; ; left += 3) {
      let steps = 0;
      const step = () => {
        if (++steps > left) throw stopped;
      };
      const watched: Ports = { ...ports, progress: { ...ports.progress, step } };
      try {
        await backfill(watched, settings, RANGE);
        break;
      } catch (error) {
        expect(error).toBe(stopped);
        stops++;
      }
    }
    expect(stops).toBeGreaterThan(3);
    expect(await tablesOf(ports)).toEqual(expected);
    const again = await backfill(ports, settings, RANGE);
    expect(again.weeks.map(({ status }) => status)).toEqual(['published', 'published', 'published']);
    expect(await tablesOf(ports)).toEqual(expected);
  });

  it('passes over a week that a check refuses, and says why', async () => {
    const { ports, settings } = testStack(TRAINING);
    const { weeks } = await backfill(ports, settings, { from: '2026-01-20', to: '2026-02-10' });
    expect(weeks.map(({ status }) => status)).toEqual(['refused', 'refused', 'scored', 'scored']);
    expect(weeks[0]).toMatchObject({ model: null, counts: null, error: { kind: 'refused', code: 'missing_days' } });
  });

  it('leaves out weeks before the newest that is published', async () => {
    const { ports, settings } = testStack(TRAINING);
    await backfill(ports, settings, { from: '2026-02-17', to: '2026-02-17' });
    const before = await tablesOf(ports);
    const { weeks } = await backfill(ports, settings, { from: '2026-02-10', to: '2026-02-17' });
    expect(weeks.map(({ status }) => status)).toEqual(['left_out', 'published']);
    expect(await tablesOf(ports)).toEqual(before);
  });

  it('takes the newest week that can be scored where no end is given', async () => {
    const { ports, settings } = testStack(TRAINING);
    const { to, weeks } = await backfill(ports, settings, { from: '2026-02-23' });
    expect([to, weeks.map(({ week }) => week)]).toEqual(['2026-03-02', ['2026-02-23', '2026-03-02']]);
  });

  it.each([
    [{ from: '2026-2-1' }, 'bad_date'],
    [{ from: '2026-02-10', to: '2026-02-03' }, 'bad_range'],
    [{ from: '2026-03-04' }, 'bad_range'],
    [{ from: '2026-02-24', to: '2026-03-03' }, 'snapshot_in_future'],
  ])('refuses %j before anything runs (%s)', async (range, code) => {
    const { ports, settings } = testStack(TRAINING);
    await expect(backfill(ports, settings, range)).rejects.toMatchObject({ code, kind: 'usage' });
    expect(await ports.predictions.runs()).toEqual([]);
  });

  it('refuses weeks whose predictions would not be kept', async () => {
    const { ports, settings } = testStack({ ...TRAINING, retentionDays: 20 });
    await expect(backfill(ports, settings, RANGE)).rejects.toMatchObject({ code: 'beyond_retention' });
  });

  it('ends with a failure that is no refusal, and says that it can go on', async () => {
    const { ports, settings } = testStack(TRAINING);
    const failure = new Error('The disk is full.');
    const warnings: string[] = [];
    const { predictions } = ports;
    let stages = 0;
    const failing: Ports = {
      ...ports,
      progress: { ...ports.progress, warn: (message) => void warnings.push(message) },
      predictions: {
        runs: () => predictions.runs(),
        find: (...args) => predictions.find(...args),
        readOutcomes: (...args) => predictions.readOutcomes(...args),
        settleGroups: (...args) => predictions.settleGroups(...args),
        stage: async (...args) => {
          if (++stages > 1) throw failure;
          return predictions.stage(...args);
        },
      },
    };
    await expect(backfill(failing, settings, RANGE)).rejects.toBe(failure);
    expect(warnings.at(-1)).toMatch(/^2026-02-17 \(2 of 3\): Stopped\. .* goes on from here\.$/);
    expect((await ports.predictions.runs()).map(({ snapshot }) => snapshot)).toEqual(['2026-02-10']);
  });
});
