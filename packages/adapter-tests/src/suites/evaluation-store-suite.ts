import type { EvaluationStore } from '@propensity/core/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConformanceStack, CreateStack } from '../conformance-stack.js';
import { sampleComparison } from '../samples/sample-comparison.js';
import { sampleWeekEvaluation } from '../samples/sample-week-evaluation.js';
import { shopFixture } from '../support/shop-fixture.js';

const AT = '2021-04-01T10:20:30.456Z';

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

    it('keeps comparisons with held-out users by target, destination and newest week', async () => {
      expect(await store.listHoldout('purchase')).toEqual([]);
      await store.putHoldout([], 'purchase', AT);
      const rows = [
        sampleComparison('b', '2021-03-07'),
        sampleComparison('a', '2021-03-14'),
        sampleComparison('a', '2021-03-07'),
      ];
      await store.putHoldout(rows, 'purchase', AT);
      const again = { ...rows[1]!, weeks: 9, difference: null, interval: null, weeks_missing: null };
      await store.putHoldout([again], 'purchase', AT);
      await store.putHoldout([sampleComparison('a', '2021-03-07')], 'another', AT);
      expect(await store.listHoldout('purchase')).toEqual([rows[2], again, rows[0]]);
      expect(await store.list()).toEqual([]);
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
