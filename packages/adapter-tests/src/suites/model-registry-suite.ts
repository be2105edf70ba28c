import type { ModelChange, ModelRegistry } from '@propensity/core/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConformanceStack, CreateStack } from '../conformance-stack.js';
import { sampleModelRecord } from '../samples/sample-model-record.js';
import { shopFixture } from '../support/shop-fixture.js';

/** What every `ModelRegistry` has to do: one record per run, newest knowledge first. */
export function modelRegistrySuite(create: CreateStack): void {
  describe('ModelRegistry', () => {
    let stack: ConformanceStack;
    let registry: ModelRegistry;
    beforeEach(async () => {
      stack = await create(shopFixture);
      registry = stack.ports.registry;
    });
    afterEach(() => stack.close());

    it('is empty at first', async () => {
      expect(await registry.list()).toEqual([]);
    });

    it('gives a record back as it was put', async () => {
      const record = sampleModelRecord('run-1', '2021-03-07', '2021-04-01T10:20:30.456Z');
      await registry.put(record);
      expect(await registry.list()).toEqual([record]);
    });

    it('keeps the file of a preprocessing that was built beforehand', async () => {
      const preprocessor = { name: 'preprocessor-2021-03-01-0a1b2c3d.json', sha256: 'cd'.repeat(32) };
      const fitted = sampleModelRecord('run-1', '2021-03-01', '2021-04-01T00:00:00.000Z');
      const given = { ...sampleModelRecord('run-2', '2021-03-07', '2021-04-01T00:00:00.000Z'), preprocessor };
      for (const record of [fitted, given]) await registry.put(record);
      expect((await registry.list()).map((record) => record.preprocessor)).toEqual([preprocessor, undefined]);
    });

    it('lists by training date, then by the moment of training, newest first', async () => {
      await registry.put(sampleModelRecord('older-snapshot', '2021-03-01', '2021-04-03T00:00:00.000Z'));
      await registry.put(sampleModelRecord('first-try', '2021-03-07', '2021-04-01T00:00:00.000Z'));
      await registry.put(sampleModelRecord('oldest', '2020-12-31', '2021-04-04T00:00:00.000Z'));
      await registry.put(sampleModelRecord('second-try', '2021-03-07', '2021-04-01T00:00:00.001Z'));
      const order = (await registry.list()).map(({ runId }) => runId);
      expect(order).toEqual(['second-try', 'first-try', 'older-snapshot', 'oldest']);
    });

    it('replaces the record of the same run and leaves the others alone', async () => {
      const other = sampleModelRecord('other', '2021-03-01', '2021-04-01T00:00:00.000Z');
      const before = sampleModelRecord('run-1', '2021-03-07', '2021-04-01T00:00:00.000Z');
      const after = { ...before, trainedAt: '2021-04-02T00:00:00.000Z', status: 'rejected' as const };
      for (const record of [other, before, after]) await registry.put(record);
      expect(await registry.list()).toEqual([after, other]);
    });

    it('gives decisions back as they were appended, in the order of their sequence', async () => {
      expect(await registry.changes()).toEqual([]);
      const changes = [
        change(1, 'pin'),
        change(2, 'rollback', { at: '2020-01-01T00:00:00.000Z', passedOver: ['a', 'b'] }),
      ];
      for (const each of changes) await registry.append(each);
      await registry.append(changes[1]!);
      expect(await registry.changes()).toEqual(changes);
    });

    it('refuses a decision whose place is taken, and keeps the one that has it', async () => {
      const first = change(1, 'pin');
      await registry.append(first);
      await expect(registry.append(change(1, 'retire', { changeId: 'later' }))).rejects.toMatchObject({
        code: 'models_changed',
        kind: 'conflict',
      });
      expect(await registry.changes()).toEqual([first]);
    });
  });
}

function change(sequence: number, action: ModelChange['action'], more: Partial<ModelChange> = {}): ModelChange {
  return {
    sequence,
    changeId: `change-${sequence}`,
    target: "a 'target'",
    action,
    model: 'm',
    passedOver: [],
    by: 'anna@example.com',
    at: '2021-04-01T10:20:30.456Z',
    why: 'ünï "quoted" \\ \n why',
    ...more,
  };
}
