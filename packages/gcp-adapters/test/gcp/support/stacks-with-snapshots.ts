import { type CreateStack, fixtureWeeks, shopFixture } from '@propensity/adapter-tests';
import { type GcpServing, workDatasetOf } from '@propensity/core/config';
import { copyScratch, type Scratch, type TestServers } from '@propensity/gcp-testing';
import { afterAll, beforeAll } from 'vitest';
import { conformanceScratch, conformanceStack } from './conformance-shop.js';

/** Leaves features of one grain, numbers and categories: the stores ask nothing of the others. */
export const DROP = (
  'sessions_* engagement_* active_days_* engaged_sessions events_per_session sessions_per_active_day longest_* ' +
  'distinct_* page_view_* view_* add_* begin_* scroll_* select_* remove_* orders revenue items_* item_* days_since_*'
).split(' ');

/**
 * Stacks that have the snapshots of the fixture: what is tested is what a store does with them.
 * @param serving a store of each stack's own; none when left out
 */
export function stacksWithSnapshots(servers: TestServers, serving?: () => GcpServing): CreateStack {
  let withSnapshots: Scratch;
  beforeAll(async () => {
    withSnapshots = await conformanceScratch(servers);
    const { ports } = conformanceStack(withSnapshots, shopFixture, DROP);
    for (const { snapshot } of fixtureWeeks) await ports.snapshots.materialise(snapshot);
    const [tables] = await withSnapshots.bigquery.dataset(workDatasetOf(withSnapshots.gcp)).getTables();
    for (const table of tables) if (!table.id!.startsWith('ma_features_')) await table.delete();
  }, 300_000);
  afterAll(() => withSnapshots?.remove());
  return async (fixture) => conformanceStack(await copyScratch(servers, withSnapshots), fixture, DROP, serving?.());
}
