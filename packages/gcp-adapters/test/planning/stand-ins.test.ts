import {
  type FeatureSpec,
  inMemoryPorts,
  modelTraining,
  type PropensityConfigInput,
  parseConfig,
  settingsOf,
  type TrainResult,
} from '@propensity/core';
import { describe, expect, it } from 'vitest';
import { standInRows, standInSettings } from '../../src/planning/stand-ins.js';

const FEATURES: readonly FeatureSpec[] = (['numeric', 'categorical'] as const).map((kind) => ({
  name: `a_${kind}_one`,
  kind,
  unit: 'number',
  meaning: 'Stands in.',
  definitionHash: 'x',
}));
const DAYS = Array.from({ length: 60 }, (_, day) => Date.UTC(2026, 0, 1 + day, 12));

/** A training at the first of February on nothing but stand-ins. */
function train(change: Partial<PropensityConfigInput>): Promise<TrainResult> {
  const config = parseConfig({ source: { events: 'none' }, target: { event: 'buy' }, lookbackDays: 7, ...change });
  const settings = settingsOf(config, 'test');
  const events = DAYS.map((time) => ({ userId: 'someone', name: 'visit', time }));
  const ports = inMemoryPorts({ events, settings, clock: () => Date.UTC(2026, 5, 1) });
  const snapshots = {
    features: FEATURES,
    materialise: async (snapshot: string) => ({ snapshot, users: 0 }),
    readLabelled: async (days: readonly string[]) => standInRows(FEATURES, days),
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
