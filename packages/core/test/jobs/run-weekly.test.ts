import { describe, expect, it } from 'vitest';
import { runWeekly } from '../../src/jobs/run-weekly.js';
import { testStack } from '../support/synthetic-shop.js';

describe('runWeekly', () => {
  it('trains at first and when the month turns, evaluates, predicts', async () => {
    const { ports, settings } = testStack({ training: { snapshots: 2, C: 1 } });
    // What is final on these days ends on the 6th, the 13th and the 20th.
    const first = await runWeekly(ports, settings, { triggerDate: '2026-02-10' });
    expect(first.train?.snapshot).toBe('2026-01-31');
    expect(first.predict).toMatchObject({ snapshot: '2026-02-10', model: first.train?.model, in_sample: false });
    expect(first.evaluate.evaluated).toEqual([]);

    const second = await runWeekly(ports, settings, { triggerDate: '2026-02-17' });
    expect(second.train?.snapshot).toBe('2026-02-07');
    expect(second.evaluate.evaluated).toMatchObject([{ predicted_week: '2026-02-10', provisional: true }]);
    expect(second.predict.snapshot).toBe('2026-02-17');

    const third = await runWeekly(ports, settings, { triggerDate: '2026-02-24' });
    expect(third.train).toBeNull();
    expect(third.evaluate.evaluated).toMatchObject([
      { predicted_week: '2026-02-10', provisional: false },
      { predicted_week: '2026-02-17', provisional: true },
    ]);
    expect(third.evaluate.pending).toEqual([]);
  });

  it('done again changes nothing', async () => {
    const { ports, settings } = testStack({ training: { snapshots: 2, C: 1 } });
    const options = { triggerDate: '2026-02-10' };
    const first = await runWeekly(ports, settings, options);
    const before = [await ports.registry.list(), await ports.predictions.runs()];
    const again = await runWeekly(ports, settings, options);
    expect(again).toEqual({ ...first, train: null, evaluate: { ...first.evaluate, pending: again.evaluate.pending } });
    expect([await ports.registry.list(), await ports.predictions.runs()]).toEqual(before);
  });
});
