import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelArtifact } from '../../src/artifact/model-artifact.js';
import { parseArtifact } from '../../src/artifact/serialise-artifact.js';
import { countBins, countNumbers } from '../../src/drift/feature-bins.js';
import { inMemoryPorts } from '../../src/in-memory/in-memory-ports.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import { scorerOf } from '../../src/model-families/scorer-of.js';
import { at, EVENTS, settingsFor, type TestStack, testStack } from '../support/synthetic-shop.js';

const WEEKS = ['2026-02-12', '2026-02-19'] as const;

async function artifactOf({ ports }: Pick<TestStack, 'ports'>): Promise<ModelArtifact> {
  const [record] = await ports.registry.list();
  const { fileNameInBucket: fileName, sha256 } = record!;
  return parseArtifact(await ports.artifacts.read(fileName), { fileName, sha256 });
}

describe('two weeks of one model', () => {
  let stack: TestStack;
  let artifact: ModelArtifact;
  beforeAll(async () => {
    stack = testStack();
    await modelTraining(stack.ports, stack.settings, { snapshot: '2026-02-05' });
    artifact = await artifactOf(stack);
    for (const snapshot of WEEKS) await predictions(stack.ports, stack.settings, { snapshot });
  });

  it('are compared with what the model file keeps of its newest training snapshot', async () => {
    const { distributions, inputs, windows, features } = artifact;
    expect(distributions!.snapshot).toBe(windows.trainingSnapshots[0]);
    expect(distributions!.bins.map(({ name }) => name)).toEqual(features.map(({ name }) => name));
    const rows = await stack.ports.snapshots.readLabelled([distributions!.snapshot]);
    expect(distributions!.features).toEqual(countBins(distributions!.bins, rows.features));
    const { edges, counts } = distributions!.scores;
    expect(counts).toEqual(countNumbers(edges, scorerOf(artifact).predictProba(rows.features)).slice(0, -1));
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(inputs!.users);
    expect(counts.length).toBeGreaterThan(5);
  });

  it('have a row for every feature, the scores, users and frequent events; the second one also beside the first', async () => {
    const [first, second] = await stack.ports.predictions.drift(stack.settings.targetEvent);
    expect([first!.week, second!.week]).toEqual(WEEKS);
    const of = (rows: typeof first, comparedWith: string) =>
      rows!.rows.filter((row) => row.compared_with === comparedWith);
    expect(of(first, 'last_week')).toEqual([]);
    expect(of(second, 'training').map(({ name }) => name)).toEqual(of(second, 'last_week').map(({ name }) => name));
    const features = of(first, 'training').filter(({ kind }) => kind === 'feature');
    expect(features.map(({ name }) => name)).toEqual(artifact.features.map(({ name }) => name));
    for (const [place, row] of of(second, 'last_week').entries()) {
      const before = of(first, 'training')[place]!;
      expect([row.compared_week, row.before_n, row.before_value, row.before_zero]).toEqual([
        WEEKS[0],
        before.now_n,
        before.now_value,
        before.now_zero,
      ]);
    }
  });

  it('leave the same rows when they are scored again', async () => {
    const { ports, settings } = stack;
    const before = await ports.predictions.drift(settings.targetEvent);
    await predictions(ports, settings, { snapshot: WEEKS[1], force: true });
    expect(await ports.predictions.drift(settings.targetEvent)).toEqual(before);
  });

  it('of which one was scored by another model are not compared with each other', async () => {
    const { ports, settings } = testStack();
    await modelTraining(ports, settings, { snapshot: '2026-01-29' });
    await predictions(ports, settings, { snapshot: '2026-02-05' });
    await modelTraining(ports, settings, { snapshot: '2026-02-05' });
    const { drift } = await predictions(ports, settings, { snapshot: WEEKS[0] });
    expect(drift!.compared_with).toEqual(['training']);
  });
});

it('an event that many users do not send any more is reported, and so is what is made of it', async () => {
  const settings = settingsFor();
  const stops = at('2026-02-08');
  const isLost = (userId: string | null) => Number(userId?.split('-')[1] ?? 0) % 2 !== 0;
  const events = EVENTS.filter(({ name, time, userId }) => name !== 'view_item' || time < stops || !isLost(userId));
  let today = '2026-02-09';
  const ports = inMemoryPorts({ events, settings, clock: () => at(today) });
  await modelTraining(ports, settings, { snapshot: '2026-01-29' });
  today = '2026-02-22';
  const { drift } = await predictions(ports, settings, { snapshot: '2026-02-22' });
  expect(drift!.flagged.map(({ kind, name }) => `${kind} ${name}`)).toContain('feature view_item_count');
  expect(drift!.flagged_rows).toBe(drift!.flagged.length);
  expect(drift!.largest[0]!.name).toBe('view_item_count');
});

it('a model file of an earlier version has nothing to compare with: it scores, and no row is written', async () => {
  const { ports, settings } = testStack();
  await modelTraining(ports, settings, { snapshot: '2026-02-05' });
  const [record] = await ports.registry.list();
  const { distributions: _, ...former } = await artifactOf({ ports });
  const text = `${JSON.stringify(former)}\n`;
  const { sha256Hex } = await import('../../src/hashing/sha256.js');
  await ports.artifacts.write('former.json', text);
  await ports.registry.put({ ...record!, fileNameInBucket: 'former.json', sha256: sha256Hex(text) });
  const result = await predictions(ports, settings, { snapshot: WEEKS[0] });
  expect(result.counts.scored).toBeGreaterThan(0);
  expect(result).not.toHaveProperty('drift');
  expect(await ports.predictions.drift(settings.targetEvent)).toEqual([]);
});
