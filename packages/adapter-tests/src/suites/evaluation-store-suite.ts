import type { EvaluationStore } from '@propensity/core/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConformanceStack, CreateStack } from '../conformance-stack.js';
import { sampleWeekEvaluation } from '../samples/sample-week-evaluation.js';
import { shopFixture } from '../support/shop-fixture.js';

/** What every `EvaluationStore` has to do: one row per predicted week and model. */
export function evaluationStoreSuite(create: CreateStack): void {
  describe('EvaluationStore', () => {
    let stack: ConformanceStack;
    let store: EvaluationStore;
    beforeEach(async () => {
      stack = await create(shopFixture);
      store = stack.ports.evaluations;
    });
    afterEach(() => stack.close());

    it('is empty at first, and after nothing was put', async () => {
      await store.put([], 'purchase');
      expect(await store.list()).toEqual([]);
    });

    it('gives rows back as they were put, by week, then model', async () => {
      const rows = [
        sampleWeekEvaluation('2021-03-14', 'b', 1),
        sampleWeekEvaluation('2021-03-14', 'a', 2),
        sampleWeekEvaluation('2021-03-07', 'z', 3),
      ];
      await store.put(rows, 'purchase');
      expect(await store.list()).toEqual([rows[2], rows[1], rows[0]]);
    });

    it('keeps the weeks of challengers apart', async () => {
      const served = sampleWeekEvaluation('2021-03-14', 'a', 1);
      const interval: readonly [number, number] = [-0.3, 0.1];
      const compared = { served: 'a', mean_difference: -0.1, standard_error: 0.1 + 0.2, interval };
      const shadow = { ...sampleWeekEvaluation('2021-03-14', 'b', 2), shadow: compared };
      await store.put([served, shadow], 'purchase');
      expect(await store.list()).toEqual([served]);
      expect(await store.listShadow()).toEqual([shadow]);
    });

    it('replaces the row of the same week and model and leaves the others alone', async () => {
      const kept = [sampleWeekEvaluation('2021-03-07', 'a', 1), sampleWeekEvaluation('2021-03-14', 'b', 2)];
      await store.put([...kept, sampleWeekEvaluation('2021-03-14', 'a', 3)], 'purchase');
      const again = { ...sampleWeekEvaluation('2021-03-14', 'a', 4), provisional: true };
      await store.put([again], 'purchase');
      await store.put([again], 'purchase');
      expect(await store.list()).toEqual([kept[0], again, kept[1]]);
    });
  });
}
