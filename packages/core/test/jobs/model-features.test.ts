import { describe, expect, it } from 'vitest';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import { runWeekly } from '../../src/jobs/run-weekly.js';
import type { FeatureSnapshots } from '../../src/ports/feature-snapshots.js';
import type { Ports } from '../../src/ports/ports.js';
import type { FeatureSpec } from '../../src/table/feature-spec.js';
import { snapshotsLike } from '../support/ports-like.js';
import { testStack } from '../support/synthetic-shop.js';

/** The same snapshots under a newer version of the first feature. */
function newerVersion(snapshots: FeatureSnapshots, more: Partial<FeatureSnapshots> = {}): FeatureSnapshots {
  const features = snapshots.features.map((spec, k) => (k === 0 ? { ...spec, definitionHash: 'newer' } : spec));
  return snapshotsLike(snapshots, { features, ...more });
}

/** Snapshots that also know the earlier version, and note which days are computed by it. */
function knowingBoth(snapshots: FeatureSnapshots, computed: string[]): FeatureSnapshots {
  const earlier = snapshotsLike(snapshots, {
    materialise: (day) => {
      computed.push(day);
      return snapshots.materialise(day);
    },
  });
  const newer = newerVersion(snapshots);
  const known: readonly FeatureSpec[] = [...newer.features, ...snapshots.features];
  const find = (wanted: FeatureSpec) => known.find(({ definitionHash }) => definitionHash === wanted.definitionHash);
  return {
    ...newer,
    knownDefinitions: {
      recognise: (features) => features.map((feature) => find(feature) ?? null),
      snapshotsOf: (features) => (features.some(({ definitionHash }) => definitionHash === 'newer') ? newer : earlier),
    },
  };
}

const watched = (ports: Ports, warnings: string[], change: Partial<Ports> = {}): Ports => ({
  ...ports,
  ...change,
  progress: { ...ports.progress, warn: (message) => warnings.push(message) },
});

const TRAINING = { training: { snapshots: 2, C: 1 } };

describe('a model whose features have a newer version', () => {
  it('is scored by the version that it was fitted on, where that is still known', async () => {
    const { ports, settings } = testStack(TRAINING);
    const model = await modelTraining(ports, settings, { snapshot: '2026-02-05' });
    const computed: string[] = [];
    const upgraded = { ...ports, snapshots: knowingBoth(ports.snapshots, computed) };
    const scored = await predictions(upgraded, settings, { snapshot: '2026-02-15' });
    expect(scored.model).toBe(model.model);
    expect(computed).toEqual(['2026-02-15']);
  });

  it('is no measure for a new one, whatever its columns are called', async () => {
    const { ports, settings } = testStack(TRAINING);
    const first = await modelTraining(ports, settings, { snapshot: '2026-02-05' });
    const upgraded = { ...ports, snapshots: newerVersion(ports.snapshots) };
    const second = await modelTraining(upgraded, settings, { snapshot: '2026-02-09' });
    expect(second.reasons.join(' ')).toContain(`Not compared with the champion ${first.model}`);
    const third = await modelTraining(upgraded, settings, { snapshot: '2026-02-10' });
    expect(third.reasons.join(' ')).not.toContain('Not compared');
  });
});

describe('the weekly run', () => {
  const WEEKS = ['2026-02-10', '2026-02-17'];

  async function stackOfTwoWeeks() {
    const { ports, settings } = testStack(TRAINING);
    for (const triggerDate of WEEKS) await runWeekly(ports, settings, { triggerDate });
    return { ports, settings };
  }

  it('trains first, and says so, when the features of the current model are no longer known', async () => {
    const { ports, settings } = await stackOfTwoWeeks();
    const [champion] = await ports.registry.list();
    const warnings: string[] = [];
    const upgraded = watched(ports, warnings, { snapshots: newerVersion(ports.snapshots) });
    const result = await runWeekly(upgraded, settings, { triggerDate: '2026-02-24' });
    expect(result.train).toMatchObject({ snapshot: '2026-02-14', status: 'champion' });
    expect(result.predict).toMatchObject({ snapshot: '2026-02-24', model: result.train!.model });
    expect(warnings.join()).toContain(
      `${champion!.model} was fitted on features that are now computed differently or not at all (${ports.snapshots.features[0]!.name})`,
    );
    expect((await runWeekly(upgraded, settings, { triggerDate: '2026-03-01' })).train).toBeNull();
  });

  it('does not train when they are known, as an earlier version', async () => {
    const { ports, settings } = await stackOfTwoWeeks();
    const warnings: string[] = [];
    const computed: string[] = [];
    const upgraded = watched(ports, warnings, { snapshots: knowingBoth(ports.snapshots, computed) });
    const result = await runWeekly(upgraded, settings, { triggerDate: '2026-02-24' });
    expect(result.train).toBeNull();
    expect(computed).toEqual(['2026-02-24']);
    expect(warnings).toEqual([]);
  });

  it('leaves a model file that cannot be read to the predictions', async () => {
    const { ports, settings } = await stackOfTwoWeeks();
    const artifacts = { ...ports.artifacts, read: async () => '{}', write: ports.artifacts.write };
    const upgraded = { ...ports, artifacts };
    await expect(runWeekly(upgraded, settings, { triggerDate: '2026-02-24' })).rejects.toMatchObject({
      code: 'artifact_corrupt',
    });
    expect(await ports.registry.list()).toHaveLength(2);
  });
});
