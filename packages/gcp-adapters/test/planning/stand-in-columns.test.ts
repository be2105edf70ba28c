import { type FeatureSpec, Table } from '@propensity/core';
import { type PropensityConfigInput, parseConfig, settingsOf } from '@propensity/core/config';
import { inMemoryPorts } from '@propensity/core/in-memory';
import { modelTraining, type TrainResult } from '@propensity/core/jobs';
import type { LabelledRows } from '@propensity/core/ports';
import { describe, expect, it } from 'vitest';
import { STAND_IN_ROWS } from '../../src/jobs/statement-purpose.js';
import { standInColumns } from '../../src/planning/stand-in-columns.js';
import { standInSettings } from '../../src/planning/stand-in-settings.js';

const FEATURES: readonly FeatureSpec[] = (['numeric', 'categorical'] as const).map((kind) => ({
  name: `a_${kind}_one`,
  kind,
  unit: 'number',
  meaning: 'Stands in.',
  definitionHash: 'x',
}));
const DAYS = Array.from({ length: 60 }, (_, day) => Date.UTC(2026, 0, 1 + day, 12));

/** What the adapter makes of the columns. */
function standInRows(snapshots: readonly string[]): LabelledRows {
  const roles = ['snapshot_index', 'user_bucket', 'event_count', 'label'];
  const requests = [...roles.map((name) => ({ name, kind: 'numeric' as const })), ...FEATURES];
  const columns = standInColumns(requests, STAND_IN_ROWS * snapshots.length);
  const table = new Table(requests.map(({ name }, index) => [name, columns[index]!] as const));
  return {
    features: table.select(FEATURES.map(({ name }) => name)),
    labels: table.numeric('label'),
    snapshotIndex: Int32Array.from(table.numeric('snapshot_index')),
    snapshots,
    userBucket: table.numeric('user_bucket'),
    eventCount: table.numeric('event_count'),
  };
}

/** A training at the first of February on nothing but stand-ins. */
function train(change: Partial<PropensityConfigInput>): Promise<TrainResult> {
  const config = parseConfig({ source: { events: 'none' }, target: { event: 'buy' }, lookbackDays: 7, ...change });
  const settings = settingsOf(config, 'test');
  const events = ['visit', 'buy'].flatMap((name) => DAYS.map((time) => ({ userId: 'someone', name, time })));
  const ports = inMemoryPorts({ events, settings, clock: () => Date.UTC(2026, 5, 1) });
  const snapshots = {
    features: FEATURES,
    materialise: async (snapshot: string) => ({ snapshot, users: 0 }),
    readLabelled: async (days: readonly string[]) => standInRows(days),
    profile: async () => ({ users: 0, profiled: 0, features: [] }),
    distribution: async () => [],
  };
  return modelTraining({ ...ports, snapshots }, standInSettings(settings), { snapshot: '2026-02-01' });
}

describe('a training on stand-ins comes to its end', () => {
  it.each<[string, Partial<PropensityConfigInput>]>([
    ['by default', { training: { snapshots: 3 } }],
    ['with one snapshot', { training: { snapshots: 1 } }],
    ['with few test users', { training: { snapshots: 1, testShare: 0.05 } }],
    ['with negatives sampled', { training: { snapshots: 1, negativeShare: 0.01 } }],
    ['with another estimator', { training: { snapshots: 1, estimator: 'ml-logistic-regression' } }],
    ['with rare levels', { training: { snapshots: 1, minLevelCount: 1000 } }],
    ['with a decision', { training: { snapshots: 1 }, decision: { minPrecision: 0.99 } }],
  ])('%s', async (_, change) => {
    const { train: rows, test, run_id } = await train(change);
    expect([rows.positives, test.positives].every((positives) => positives > 0)).toBe(true);
    // Which run it is must not depend on what was changed for the stand-ins.
    expect(run_id).toContain('modelTraining-2026-02-01-');
  });
});
