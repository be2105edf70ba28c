import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describeOnServers } from '@propensity/gcp-testing';
import { writeSimulatedExport } from '@propensity/simulator';
import { describe } from 'vitest';
import { type SameCase, sameAsLocal } from './support/same-as-local.js';

const REAL_EXPORT = resolve(import.meta.dirname, '../../../../../shared/data/ga4');

const simulated: SameCase = {
  files: async (folder) =>
    (await writeSimulatedExport({ folder, users: 300, days: 16, seed: 3, startDay: '2025-01-01' })).files,
  windows: { lookbackDays: 7, horizonDays: 3 },
  trainAt: '2025-01-08',
  weeks: ['2025-01-11', '2025-01-14'],
  now: '2025-03-01T12:00:00Z',
};

const real: SameCase = {
  files: async () =>
    (await readdir(REAL_EXPORT)).filter((name) => name.endsWith('.parquet')).map((name) => join(REAL_EXPORT, name)),
  windows: { lookbackDays: 14, horizonDays: 7 },
  trainAt: '2021-01-02',
  weeks: ['2021-01-09', '2021-01-13'],
  now: '2021-02-01T12:00:00Z',
};

/** Takes a quarter of an hour on a server that stands in for BigQuery: see CONTRIBUTING.md. */
const isAskedFor = process.env.PROPENSITY_REAL_ON_SERVERS !== undefined;
const missing = existsSync(REAL_EXPORT) ? 'PROPENSITY_REAL_ON_SERVERS is not set' : `${REAL_EXPORT} is absent`;
const isPresent = isAskedFor && existsSync(REAL_EXPORT);
const realName = `the real export${isPresent ? '' : ` (skipped: ${missing})`}`;

describeOnServers('Google Cloud does what the local stack does', (servers) => {
  describe('on a simulated export', () => sameAsLocal(servers, simulated));
  describe.skipIf(!isPresent)(`on ${realName}`, () => sameAsLocal(servers, real));
});
