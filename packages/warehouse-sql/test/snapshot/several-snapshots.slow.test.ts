import type { PopulationRule } from '@propensity/core/question';
import { expect, test } from 'vitest';
import {
  duckdbDialect,
  featureCatalogue,
  featureSnapshotSql,
  featureSnapshotsSql,
  ga4EventsSql,
  ga4Export,
  populationFlags,
  queryRelation,
  tableRelation,
} from '../../src/index.js';
import { ADDED_FEATURES } from '../support/added-features.js';
import { AWKWARD_EXPORT, WINDOW } from '../support/awkward-export.js';
import { createDays, sorted } from '../support/both-engines.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';

// In New York, clocks are put forward on the 9th.
const SNAPSHOTS = ['2025-03-08', '2025-03-11', '2025-03-16'];
const POPULATION: PopulationRule = { did: null, never: null, minEvents: 2 };

test('several snapshots at once have the rows that each has alone', async () => {
  const features = featureCatalogue({
    source: ga4Export,
    lookbackDays: 10,
    features: { drop: [], add: [...ADDED_FEATURES] },
  });
  const connection = await openDuckdb();
  const relations = await createDays(connection, AWKWARD_EXPORT);
  const customColumns = [...features.flatMap(({ customColumn }) => customColumn ?? []), ...populationFlags(POPULATION)];
  const sql = ga4EventsSql({ ...WINDOW, dialect: duckdbDialect, relations, customColumns });
  await connection.run(`CREATE TABLE flat AS ${sql}`);
  const events = tableRelation(duckdbDialect, 'flat');
  const options = {
    dialect: duckdbDialect,
    events,
    roles: ga4Export.roles,
    lookbackDays: 10,
    timeZone: WINDOW.timeZone,
    features,
    population: POPULATION,
  };
  const together = await rowsOf(connection, featureSnapshotsSql({ ...options, snapshots: SNAPSHOTS }));
  expect(together.length).toBeGreaterThan(6);
  for (const snapshot of SNAPSHOTS) {
    const alone = await rowsOf(connection, featureSnapshotSql({ ...options, snapshot }));
    const among = together.filter((row) => String(row.snapshot) === snapshot).map(({ snapshot: _, ...row }) => row);
    expect(alone.length).toBeGreaterThan(0);
    expect(sorted(among as never)).toEqual(sorted(alone as never));
  }
  connection.closeSync();
});

test('refuses one, and more than it can tell apart', () => {
  const options = {
    dialect: duckdbDialect,
    events: queryRelation('SELECT 1'),
    roles: ga4Export.roles,
    lookbackDays: 10,
    timeZone: 'UTC',
    features: featureCatalogue({ source: ga4Export, lookbackDays: 10 }),
  };
  const days = Array.from({ length: 101 }, (_, day) => new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10));
  expect(() => featureSnapshotsSql({ ...options, snapshots: days.slice(0, 1) })).toThrow(RangeError);
  expect(() => featureSnapshotsSql({ ...options, snapshots: days })).toThrow(RangeError);
});
