import { describeOnServers } from '@propensity/gcp-testing';
import { writeSimulatedExport } from '@propensity/simulator';
import { type SameCase, sameAsLocal } from './support/same-as-local.js';

/** People are told by a custom dimension, where it is known. */
const universalAnalytics: SameCase = {
  files: async (folder) =>
    (
      await writeSimulatedExport({
        ...{ folder, users: 300, days: 16, seed: 3, startDay: '2025-01-01' },
        ...{ source: 'ua', signIns: true },
      })
    ).files,
  source: { type: 'ua', userId: { customDimension: 1, fallback: 'fullVisitorId' } },
  windows: { lookbackDays: 7, horizonDays: 3 },
  trainAt: '2025-01-08',
  weeks: ['2025-01-11', '2025-01-14'],
  now: '2025-03-01T12:00:00Z',
};

describeOnServers(
  'Google Cloud does what the local stack does on a simulated export of Universal Analytics',
  (servers) => sameAsLocal(servers, universalAnalytics),
);
