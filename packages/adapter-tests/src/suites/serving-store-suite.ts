import type { ProbaResult } from '@propensity/core/jobs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConformanceStack, CreateStack } from '../conformance-stack.js';
import { sampleArtifact } from '../samples/sample-artifact.js';
import { factsOf, fixtureWeeks } from '../support/expected-facts.js';
import { shopFixture, shopTarget } from '../support/shop-fixture.js';

const TARGET = 'purchase';
const [first, second] = fixtureWeeks.map(({ snapshot }) => snapshot) as [string, string];
/** A few users of the fixture, and one who is nobody. */
const { eventCounts } = factsOf(shopFixture.events, fixtureWeeks[0]!, shopTarget);
const asked = [...eventCounts.keys()].slice(0, 5).concat('nobody');

/** What every `ServingStore` has to do: hold what is published, and be brought back where it has gone wrong. @param lose deletes all that it holds */
export function servingStoreSuite(create: CreateStack, lose: (stack: ConformanceStack) => Promise<void>): void {
  describe('ServingStore', () => {
    let stack: ConformanceStack;
    beforeEach(async () => {
      stack = await create(shopFixture);
    });
    afterEach(() => stack.close());

    const serving = () => stack.ports.serving!;
    const publish = async (snapshot: string) => {
      const { snapshots, predictions } = stack.ports;
      await snapshots.materialise(snapshot);
      const model = sampleArtifact(snapshots.features, 'model-a', -2);
      const staged = await predictions.stage(model, snapshot);
      await staged.publish({
        runId: `run-${snapshot}`,
        target: TARGET,
        snapshot,
        model: model.name,
        sha256: 'ab'.repeat(32),
        predictedAt: `${snapshot}T06:00:00.000Z`,
        inSample: false,
        horizonDays: 7,
        allowedMissingDays: [],
        selection: { threshold: 0.5 },
      });
      await staged.discard();
    };
    const answers = async (): Promise<readonly (Omit<ProbaResult, 'served_from'> | null)[]> => {
      const found = await Promise.all(asked.map((user) => stack.ports.predictions.find(user, TARGET)));
      return found.map((row) => {
        if (row === null) return null;
        const { served_from: _, ...rest } = row;
        return rest;
      });
    };
    const expectWhole = async (week: string) => {
      const newest = { target: TARGET, week, runId: `run-${week}`, predictedAt: `${week}T06:00:00.000Z` };
      expect(await serving().state()).toMatchObject({ whole: true, reason: null, newest: [newest] });
    };

    it('holds what is published, and lacks nothing then', async () => {
      await publish(first);
      await answers();
      await expectWhole(first);
      const before = await answers();
      expect(before.some((row) => row !== null)).toBe(true);
      expect(before.at(-1)).toBeNull();
      await publish(second);
      await expectWhole(second);
      expect(await serving().refresh()).toEqual({ written: 0, deleted: 0 });
    });

    it('answers the same after it was lost, and rebuilt', async () => {
      await publish(first);
      const before = await answers();
      await lose(stack);
      expect((await serving().state()).whole).toBe(false);
      expect(await answers()).toEqual(before);
      expect((await serving().rebuild()).written).toBeGreaterThan(0);
      await expectWhole(first);
      expect(await answers()).toEqual(before);
    });
  });
}
