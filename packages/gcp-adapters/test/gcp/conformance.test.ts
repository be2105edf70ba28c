import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  artifactStoreSuite,
  type CreateStack,
  evaluationStoreSuite,
  eventSourceSuite,
  featureSnapshotsSuite,
  modelRegistrySuite,
  predictionStoreSuite,
  shopFixture,
  writeGa4DayFiles,
} from '@propensity/adapter-tests';
import { silentProgress } from '@propensity/core';
import { createScratch, describeOnServers, loadDayTables, type Scratch } from '@propensity/gcp-testing';
import { afterAll, beforeAll } from 'vitest';
import { openGcpStack } from '../../src/index.js';

/** Leaves features of one grain, numbers and categories: the stores ask nothing of the others, and compute them anew for every test. */
const DROP =
  'sessions_* engagement_* active_days_* engaged_sessions events_per_session sessions_per_active_day longest_* ' +
  'distinct_* page_view_* view_* add_* begin_* scroll_* select_* remove_* orders revenue items_* item_* days_since_*';

describeOnServers('gcp stack', (servers) => {
  let folder: string;
  let shared: Scratch;
  // Stores are new for every stack; the export, which nobody writes to, is loaded once.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'propensity-gcp-'));
    shared = await createScratch(servers);
    const files = await writeGa4DayFiles(folder, shopFixture.events, shopFixture.config.source.timeZone);
    await loadDayTables(shared.bigquery, shared.gcp.eventsDataset!, files);
  });
  afterAll(async () => {
    await shared?.remove();
    await rm(folder, { recursive: true });
  });

  const opener = (drop: readonly string[]): CreateStack => {
    return async ({ config, now }) => {
      const scratch = await createScratch(servers, { eventsDataset: shared.gcp.eventsDataset! });
      const features = { ...config.features, drop: [...drop] };
      const stack = openGcpStack(
        { ...config, features, stack: 'gcp', gcp: scratch.gcp },
        { progress: silentProgress, clock: () => now, codeVersion: 'conformance' },
      );
      return {
        ports: stack.ports,
        settings: stack.settings,
        close: async () => {
          await stack.close();
          await scratch.remove();
        },
      };
    };
  };
  const withAllFeatures = opener([]);
  const withFewFeatures = opener(DROP.split(' '));

  eventSourceSuite(withAllFeatures);
  featureSnapshotsSuite(withAllFeatures);
  artifactStoreSuite(withFewFeatures);
  modelRegistrySuite(withFewFeatures);
  predictionStoreSuite(withFewFeatures);
  evaluationStoreSuite(withFewFeatures);
});
