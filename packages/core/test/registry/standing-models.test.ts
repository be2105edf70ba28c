import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InMemoryModelRegistry } from '../../src/in-memory/in-memory-model-registry.js';
import { MODEL_ACTIONS, type ModelAction, type ModelRecord } from '../../src/ports/model-registry.js';
import { changeModels } from '../../src/registry/change-models.js';
import { chooseModel, servingModel } from '../../src/registry/choose-model.js';
import { modelsOfTarget } from '../../src/registry/models-of-target.js';
import { standingModels } from '../../src/registry/standing-models.js';
import type { ModelStatus } from '../../src/results/results.js';
import { settingsFor } from '../support/synthetic-shop.js';

const SETTINGS = settingsFor();
const record = (model: string, trainingDate: string, status: ModelStatus = 'champion', target = 'purchase') =>
  ({
    runId: model,
    model,
    trainingDate,
    trainedAt: `${trainingDate}T00:00:00.000Z`,
    status,
    horizonDays: 7,
    targetEvent: target,
    result: { status },
  }) as unknown as ModelRecord;

/** Three accepted models, one that lost and one of another target. */
async function registryOf() {
  const registry = new InMemoryModelRegistry();
  for (const each of [
    record('jan', '2026-01-01'),
    record('feb', '2026-02-01'),
    record('lost', '2026-02-15', 'challenger'),
    record('mar', '2026-03-01'),
    record('other', '2026-04-01', 'champion', 'sign_up'),
  ])
    await registry.put(each);
  let now = Date.UTC(2026, 3, 1);
  const ports = { registry, clock: () => now };
  return {
    registry,
    setNow: (time: number) => {
      now = time;
    },
    decide: (action: ModelAction, model?: string, why = '') =>
      changeModels(ports, SETTINGS, { action, model, by: 'anna', why }),
    serving: async () => servingModel(await modelsOfTarget(ports, SETTINGS))?.model ?? null,
    models: () => modelsOfTarget(ports, SETTINGS),
  };
}

describe('decisions about models', () => {
  it('roll back by one command, and again by another', async () => {
    const { decide, serving } = await registryOf();
    expect(await serving()).toBe('mar');
    expect(await decide('rollback', undefined, 'scores were off')).toMatchObject({
      change: { action: 'rollback', model: 'feb', passedOver: ['mar'], by: 'anna', why: 'scores were off' },
      serving: { before: 'mar', after: 'feb' },
    });
    expect((await decide('rollback')).serving).toEqual({ before: 'feb', after: 'jan' });
    await expect(decide('rollback')).rejects.toMatchObject({ code: 'bad_model_change', kind: 'refused' });
    expect(await serving()).toBe('jan');
  });

  it('promote a model that the gate did not accept, and one that was taken out of use', async () => {
    const { decide, serving, models } = await registryOf();
    expect((await decide('promote', 'lost')).change.passedOver).toEqual(['mar']);
    expect(await serving()).toBe('lost');
    expect((await models()).find(({ model }) => model === 'mar')?.status).toBe('retired');
    expect((await decide('promote', 'mar')).serving).toEqual({ before: 'lost', after: 'mar' });
    await expect(decide('promote', 'mar')).rejects.toMatchObject({ code: 'bad_model_change' });
  });

  it('leave a model that is trained later to serve by itself', async () => {
    const { registry, decide, serving } = await registryOf();
    await decide('rollback');
    await registry.put(record('apr', '2026-04-01'));
    expect(await serving()).toBe('apr');
  });

  it('pin a model, whatever is trained later, until it is unpinned', async () => {
    const { registry, decide, serving, models } = await registryOf();
    await decide('pin', 'jan', 'audit');
    await registry.put(record('apr', '2026-04-01'));
    expect(await serving()).toBe('jan');
    expect(chooseModel(await models(), '2026-01-03')).toMatchObject({
      inSample: true,
      chosenAs: 'pinned',
      decision: { why: 'audit' },
    });
    for (const [action, model] of [['rollback'], ['retire', 'jan'], ['pin', 'jan']] as const) {
      await expect(decide(action, model)).rejects.toMatchObject({ code: 'bad_model_change' });
    }
    await decide('pin', 'feb');
    expect(await serving()).toBe('feb');
    expect((await decide('unpin')).change.model).toBe('feb');
    expect(await serving()).toBe('apr');
    await expect(decide('unpin')).rejects.toMatchObject({ code: 'bad_model_change' });
  });

  it('retire models until none is left, and say that none is', async () => {
    const { decide } = await registryOf();
    await decide('retire', 'feb');
    expect((await decide('retire', 'mar')).serving.after).toBe('jan');
    expect((await decide('retire', 'jan')).serving.after).toBeNull();
    await expect(decide('retire', 'jan')).rejects.toMatchObject({ code: 'bad_model_change' });
  });

  it('are of the target of the configuration alone', async () => {
    const { registry, decide } = await registryOf();
    for (const name of ['other', 'nobody', undefined]) {
      await expect(decide('retire', name)).rejects.toMatchObject({ code: 'unknown_model', kind: 'usage' });
    }
    expect(await registry.changes()).toEqual([]);
  });

  it('are in the order of their sequence, also where a clock has gone back', async () => {
    const { setNow, decide, serving } = await registryOf();
    await decide('pin', 'jan');
    setNow(Date.UTC(2020, 0, 1));
    await decide('pin', 'feb');
    expect(await serving()).toBe('feb');
  });

  it('of two at once one is refused', async () => {
    const { registry, decide } = await registryOf();
    const settled = await Promise.allSettled([decide('retire', 'mar'), decide('retire', 'feb')]);
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(settled.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'models_changed' } });
    expect(await registry.changes()).toHaveLength(1);
  });

  it('replay to the same state from the rows alone, in any order of the rows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...MODEL_ACTIONS), fc.constantFrom('jan', 'feb', 'lost', 'mar', undefined)), {
          maxLength: 12,
        }),
        fc.infiniteStream(fc.nat()),
        async (decisions, draws) => {
          const { registry, decide, models } = await registryOf();
          for (const [action, model] of decisions) await decide(action, model).catch(() => {});
          const changes = [...(await registry.changes())];
          const states = (await models()).map(({ model, status, pinned }) => [model, status, pinned?.sequence]);
          const shuffled = changes
            .map((change) => [draws.next().value as number, change] as const)
            .sort(([a], [b]) => a - b)
            .map(([, change]) => change);
          const replayed = standingModels(await registry.list(), shuffled)
            .filter(({ targetEvent }) => targetEvent === SETTINGS.targetEvent)
            .map(({ model, status, pinned }) => [model, status, pinned?.sequence]);
          expect(replayed).toEqual(states);
          expect(changes.map(({ sequence }) => sequence)).toEqual(changes.map((_, index) => index + 1));
        },
      ),
    );
  });
});
