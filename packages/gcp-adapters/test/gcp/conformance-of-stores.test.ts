import {
  artifactStoreSuite,
  type CreateStack,
  evaluationStoreSuite,
  fixtureWeeks,
  modelRegistrySuite,
  predictionStoreSuite,
  scoreExportsSuite,
  shopFixture,
} from '@propensity/adapter-tests';
import { workDatasetOf } from '@propensity/core/config';
import { copyScratch, describeOnServers, type Scratch } from '@propensity/gcp-testing';
import { afterAll, beforeAll } from 'vitest';
import { conformanceScratch, conformanceStack } from './support/conformance-shop.js';

/** Leaves features of one grain, numbers and categories: the stores ask nothing of the others. */
const DROP = (
  'sessions_* engagement_* active_days_* engaged_sessions events_per_session sessions_per_active_day longest_* ' +
  'distinct_* page_view_* view_* add_* begin_* scroll_* select_* remove_* orders revenue items_* item_* days_since_*'
).split(' ');

describeOnServers('gcp stack', (servers) => {
  let withSnapshots: Scratch;
  beforeAll(async () => {
    withSnapshots = await conformanceScratch(servers);
    const { ports } = conformanceStack(withSnapshots, shopFixture, DROP);
    for (const { snapshot } of fixtureWeeks) await ports.snapshots.materialise(snapshot);
    const [tables] = await withSnapshots.bigquery.dataset(workDatasetOf(withSnapshots.gcp)).getTables();
    for (const table of tables) if (!table.id!.startsWith('ma_features_')) await table.delete();
  }, 300_000);
  afterAll(() => withSnapshots?.remove());

  const empty: CreateStack = async (fixture) => conformanceStack(await conformanceScratch(servers), fixture, DROP);
  // Snapshots are found in every stack: what is tested is what the store does with them.
  const overSnapshots: CreateStack = async (fixture) =>
    conformanceStack(await copyScratch(servers, withSnapshots), fixture, DROP);

  artifactStoreSuite(empty);
  modelRegistrySuite(empty);
  predictionStoreSuite(overSnapshots);
  evaluationStoreSuite(empty);
  scoreExportsSuite(overSnapshots);
});
