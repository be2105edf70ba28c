import { describe, expect, it } from 'vitest';
import { PropensityError } from '../../src/errors/propensity-error.js';
import { InMemoryModelRegistry } from '../../src/in-memory/in-memory-model-registry.js';
import { modelEvaluation } from '../../src/jobs/model-evaluation.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import { runWeekly } from '../../src/jobs/run-weekly.js';
import { testStack } from '../support/synthetic-shop.js';

const core = { modelTraining, modelEvaluation, predictions };
const failing = (error: Error) => async (): Promise<never> => {
  throw error;
};

describe('runWeekly', () => {
  it('trains at first and when the month turns, evaluates, predicts', async () => {
    const { ports, settings } = testStack({ training: { snapshots: 2, C: 1 } });
    // What is final on these days ends on the 6th, the 13th and the 20th.
    const first = await runWeekly(ports, settings, { triggerDate: '2026-02-10' });
    expect(first.train?.snapshot).toBe('2026-01-31');
    expect(first.predict).toMatchObject({ snapshot: '2026-02-10', model: first.train?.model, in_sample: false });
    expect(first).not.toHaveProperty('error');
    expect(first.evaluate?.evaluated).toEqual([]);

    const second = await runWeekly(ports, settings, { triggerDate: '2026-02-17' });
    expect(second.train?.snapshot).toBe('2026-02-07');
    expect(second.evaluate?.evaluated).toMatchObject([{ predicted_week: '2026-02-10', provisional: true }]);
    expect(second.predict.snapshot).toBe('2026-02-17');

    const third = await runWeekly(ports, settings, { triggerDate: '2026-02-24' });
    expect(third.train).toBeNull();
    expect(third.evaluate?.evaluated).toMatchObject([
      { predicted_week: '2026-02-10', provisional: false },
      { predicted_week: '2026-02-17', provisional: true },
    ]);
    expect(third.evaluate?.pending).toEqual([]);
  });

  it('says of a first model that is not accepted why nobody is scored', async () => {
    const { ports, settings } = testStack({ training: { snapshots: 2, C: 1 } });
    const inMemory = new InMemoryModelRegistry();
    const registry = { list: () => inMemory.list(), changes: () => inMemory.changes(), append: async () => {} };
    const rejecting: typeof modelTraining = async (...args) => {
      const trained = await modelTraining(
        { ...ports, registry: { ...registry, put: async () => {} } },
        ...[args[1], args[2]],
      );
      return { ...trained, status: 'rejected', reasons: ['Worse than the base rate.'] };
    };
    const run = runWeekly(ports, settings, { triggerDate: '2026-02-10' }, { ...core, modelTraining: rejecting });
    await expect(run).rejects.toMatchObject({
      code: 'model_not_accepted',
      kind: 'refused',
      message: expect.stringMatching(
        /^The model purchase-\S+ was trained and not accepted, .*: Worse than the base rate\.$/,
      ),
    });
    expect(await ports.predictions.runs()).toEqual([]);
  });

  it('done again changes nothing', async () => {
    const { ports, settings } = testStack({ training: { snapshots: 2, C: 1 } });
    const options = { triggerDate: '2026-02-10' };
    const first = await runWeekly(ports, settings, options);
    const before = [await ports.registry.list(), await ports.predictions.runs()];
    const again = await runWeekly(ports, settings, options);
    expect(again).toEqual({ ...first, train: null, evaluate: { ...first.evaluate, pending: again.evaluate?.pending } });
    expect([await ports.registry.list(), await ports.predictions.runs()]).toEqual(before);
  });

  it.each([
    ['refused', new PropensityError('missing_days', 'A day is missing.', { kind: 'refused', hint: 'Export it.' })],
    ['failed', new PropensityError('service_unavailable', 'Nobody answered.')],
    ['failed', new TypeError('x is not a function')],
  ])('scores the week though evaluation %s (%s), and says so', async (kind, error) => {
    const { ports, settings } = testStack({ training: { snapshots: 2, C: 1 } });
    const warnings: string[] = [];
    const watched = { ...ports, progress: { ...ports.progress, warn: (message: string) => warnings.push(message) } };
    const jobs = { ...core, modelEvaluation: failing(error) };
    const result = await runWeekly(watched, settings, { triggerDate: '2026-02-10' }, jobs);
    expect(result).toMatchObject({ evaluate: null, predict: { snapshot: '2026-02-10' } });
    expect(result.error).toMatchObject({ job: 'modelEvaluation', kind, message: error.message });
    expect((await ports.predictions.runs()).map(({ snapshot }) => snapshot)).toEqual(['2026-02-10']);
    expect(warnings.join()).toContain(`modelEvaluation failed; the week is scored nevertheless. ${error.message}`);
  });

  it('scores with the current model although the training of a new month fails, and refuses where there is none', async () => {
    const { ports, settings } = testStack({ training: { snapshots: 2, C: 1 } });
    const tooFew = new PropensityError('too_few_positives', 'Too few.', { kind: 'refused' });
    const jobs = { ...core, modelTraining: failing(tooFew) };
    await expect(runWeekly(ports, settings, { triggerDate: '2026-02-10' }, jobs)).rejects.toBe(tooFew);
    const first = await runWeekly(ports, settings, { triggerDate: '2026-02-10' });
    const next = await runWeekly(ports, settings, { triggerDate: '2026-02-17' }, jobs);
    expect(next.predict).toMatchObject({ snapshot: '2026-02-17', model: first.train?.model });
    expect(next.error).toMatchObject({ job: 'modelTraining', kind: 'refused', code: 'too_few_positives' });
    expect(next.evaluate?.evaluated).toHaveLength(1);
  });
});
