import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CreateStack, writeGa4DayFiles } from '@propensity/adapter-tests';
import { silentProgress } from '@propensity/core/ports';
import { openLocalStack } from '../../src/index.js';

/** The local stack over an export of the fixture's events, in a folder of its own. */
export const localConformance: CreateStack = async ({ events, config, now }) => {
  const baseDirectory = await mkdtemp(join(tmpdir(), 'propensity-conformance-'));
  await writeGa4DayFiles(join(baseDirectory, 'export'), events, config.source.timeZone);
  if (config.source.type !== 'ga4') throw new Error('the fixture is an export of GA4');
  const stack = openLocalStack(
    { ...config, source: { ...config.source, events: 'export/events_*.json' } },
    { baseDirectory, progress: silentProgress, clock: () => now, codeVersion: 'conformance' },
  );
  return {
    ports: stack.ports,
    settings: stack.settings,
    close: async () => {
      await stack.close();
      await rm(baseDirectory, { recursive: true });
    },
  };
};
