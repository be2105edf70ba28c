import { type ConformanceStack, factsOf, fixtureWeeks, sampleArtifact, shopFixture } from '@propensity/adapter-tests';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { localConformance } from '../support/local-conformance.js';

const TARGET = 'purchase';
const [first, , third] = fixtureWeeks;

let stack: ConformanceStack;
beforeEach(async () => {
  stack = await localConformance(shopFixture);
});
afterEach(() => stack.close());

async function publish(snapshot: string, forgetBefore?: string): Promise<void> {
  const { snapshots, predictions } = stack.ports;
  const model = sampleArtifact(snapshots.features, 'model-a', -2);
  await snapshots.materialise(snapshot);
  const staged = await predictions.stage(model, snapshot);
  await staged.publish(
    {
      runId: `run-${snapshot}`,
      target: TARGET,
      snapshot,
      model: model.name,
      sha256: 'cd'.repeat(32),
      predictedAt: '2021-04-01T10:20:30.456Z',
      inSample: false,
      horizonDays: 7,
      allowedMissingDays: [],
      selection: { threshold: 0 },
    },
    forgetBefore,
  );
  await staged.discard();
}

it('takes what was noted of exports away with predictions that are too old, and leaves that of users who are scored again', async () => {
  const [old, now] = [first, third].map((week) => [
    ...factsOf(shopFixture.events, week, TARGET).eventCounts.keys(),
  ]) as [string[], string[]];
  const gone = old.find((user) => !now.includes(user))!;
  const kept = old.find((user) => now.includes(user))!;
  await publish(first.snapshot);
  const staged = await stack.ports.exports.stage(TARGET, 'ads', { kind: 'all' });
  await staged.record({
    exportId: 'export-1',
    sequence: 1,
    target: TARGET,
    destination: 'ads',
    exportedAt: '2021-04-01T11:00:00.000Z',
    week: first.snapshot,
    kind: 'all',
    n: null,
    rows: staged.rows,
    sha256: 'ab'.repeat(32),
    fileName: 'scores.csv',
    format: 'scores',
    heldOut: 0,
    withoutConsent: null,
  });
  await staged.discard();
  const tablesWith = async (user: string) =>
    (await stack.ports.erasure.search([user])).found
      .map(({ place }) => place)
      .filter((place) => /^ma_(exported|predictions)_/.test(place));
  const all = ['ma_exported_scores.user_id', 'ma_predictions_history.user_id', 'ma_predictions_table.user_id'];
  for (const user of [gone, kept]) expect((await tablesWith(user)).sort()).toEqual(all);
  await publish(third.snapshot, third.snapshot);
  expect(await tablesWith(gone)).toEqual([]);
  expect((await tablesWith(kept)).sort()).toEqual(all);
});
