import { describe, expect, it } from 'vitest';
import { parseArtifact } from '../../src/artifact/serialise-artifact.js';
import { InMemoryWarehouseTraining } from '../../src/in-memory/in-memory-warehouse-training.js';
import { doctor } from '../../src/jobs/doctor.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import type { Ports } from '../../src/ports/ports.js';
import { testStack } from '../support/synthetic-shop.js';

const SNAPSHOT = '2026-02-12';
const ROOMY = { bytes: 2 ** 40, of: 'this machine' };

type Training = Parameters<typeof testStack>[0] extends infer Change
  ? NonNullable<Change> extends { training?: infer T }
    ? T
    : never
  : never;

function stack(training: Training, memory = ROOMY) {
  const { ports, settings } = testStack({
    training: { snapshots: 3, C: 1, estimator: 'logistic-regression', ...training },
  });
  const withTraining: Ports = { ...ports, training: new InMemoryWarehouseTraining(memory) };
  return { ports: withTraining, settings };
}

/** Trains twice, the second time against the champion of the first, and gives the last result with its artifact. */
async function trained(training: Training) {
  const { ports, settings } = stack(training);
  await modelTraining(ports, settings, { snapshot: '2026-02-05' });
  const result = await modelTraining(ports, settings, { snapshot: SNAPSHOT });
  const fileName = result.artifact.name;
  const artifact = parseArtifact(await ports.artifacts.read(fileName), { sha256: result.artifact.sha256, fileName });
  return { result, artifact };
}

/**
 * Both are the same, numbers to 2e-5: the fits whose held-out scores choose threshold and calibration are stopped at a millionth of the
 * gradient, in memory as there.
 */
function expectNear(found: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'number' && typeof found === 'number') {
    expect(Math.abs(found - expected) / (1 + Math.abs(expected)), path).toBeLessThanOrEqual(2e-5);
  } else if (typeof expected === 'object' && expected !== null && typeof found === 'object' && found !== null) {
    expect(Object.keys(found), path).toEqual(Object.keys(expected));
    for (const [key, value] of Object.entries(expected)) {
      expectNear((found as Record<string, unknown>)[key], value, `${path}.${key}`);
    }
  } else expect(found, path).toEqual(expected);
}

describe.each([
  ['one penalty', {}],
  ['penalties that are compared', { C: 'auto' }],
  ['one snapshot, split by user', { snapshots: 1 }],
  ['a part of the negatives', { negativeShare: 0.6 }],
  ['a part of the users', { sampleShare: 0.8 }],
  ['the tested fit serving', { refit: false }],
] as const)('a training in the warehouse, with %s', (_, training) => {
  it('leaves what a training in memory leaves', async () => {
    const inMemory = await trained({ ...training, where: 'memory' });
    const there = await trained({ ...training, where: 'warehouse' });
    expect([inMemory.result.where, there.result.where]).toEqual(['memory', 'warehouse']);
    expect(there.artifact.provenance.where).toBe('warehouse');
    expect(there.artifact.model.coef).toHaveLength(inMemory.artifact.model.coef.length);
    there.artifact.model.coef.forEach((coef, j) => {
      const other = inMemory.artifact.model.coef[j]!;
      expect(Math.abs(coef - other)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(other)));
    });
    for (const key of ['metrics', 'counts', 'train', 'test', 'status', 'simple_rule', 'decision', 'refit'] as const) {
      expectNear(there.result[key], inMemory.result[key], key);
    }
    const { inputs, distributions, calibration } = there.artifact;
    expect(inputs).toEqual(inMemory.artifact.inputs);
    expect(distributions!.bins).toEqual(inMemory.artifact.distributions!.bins);
    expect(distributions!.features).toEqual(inMemory.artifact.distributions!.features);
    expect(distributions!.scores.counts).toEqual(inMemory.artifact.distributions!.scores.counts);
    expect(calibration.method).toBe(inMemory.artifact.calibration.method);
    expect(there.result.reasons).toEqual(
      expect.arrayContaining(['Trained in the warehouse: training.where is "warehouse".']),
    );
    expect(there.result.reasons).toHaveLength(inMemory.result.reasons.length + 1);
  });
});

describe('a training in the warehouse from groups of enough users', () => {
  it('is the same kind of model, nearly as good, tested and compared', async () => {
    const whole = await trained({ where: 'warehouse', calibrationFolds: 3 });
    const { result, artifact } = await trained({ where: 'warehouse', minCellUsers: 2, calibrationFolds: 3 });
    expect(artifact.model.kind).toBe('linear');
    expect(artifact.model.converged).toBe(true);
    expect(artifact.explanations?.standardErrors).toBeNull();
    for (const key of ['counts', 'train', 'test'] as const) expect(result[key]).toEqual(whole.result[key]);
    expect(Math.abs(result.metrics.roc_auc! - whole.result.metrics.roc_auc!)).toBeLessThan(0.03);
    expect(Math.abs(result.metrics.log_loss! - whole.result.metrics.log_loss!)).toBeLessThan(0.01);
    const said = result.reasons.join(' ');
    expect(said).toContain('training.minCellUsers is 2: every number');
    expect(said).toMatch(/The test scores were counted in groups of users: their ROC AUC is off by \S+ at most\./);
    // The gate's figure needs no pairs of scores; which of the two ranks better would.
    expect(said).toMatch(/Does not lose to the champion \S+: log-loss (?:lower|higher) by/);
    expect(said).not.toContain('Ranks');
    const least = [...artifact.distributions!.features, ...[artifact.distributions!.scores]].flatMap(({ counts }) =>
      counts.filter((n) => n > 0),
    );
    expect(Math.min(...least)).toBeGreaterThanOrEqual(2);
  });

  it('is refused where it would be in memory, with its own hash', async () => {
    const { ports, settings } = stack({ minCellUsers: 5 });
    await expect(modelTraining(ports, settings, { snapshot: SNAPSHOT })).rejects.toMatchObject({
      code: 'small_groups_in_memory',
      kind: 'usage',
    });
    expect(await ports.registry.list()).toEqual([]);
    expect(settings.configHash).not.toBe(stack({}).settings.configHash);
    const { checks } = await doctor(ports, settings, { snapshot: SNAPSHOT });
    expect(checks.find(({ name }) => name === 'training')).toMatchObject({ status: 'fail' });
  });

  it('is refused where a part has positives of too few users', async () => {
    const { ports, settings } = stack({ where: 'warehouse', minCellUsers: 5000 });
    await expect(modelTraining(ports, settings, { snapshot: SNAPSHOT })).rejects.toMatchObject({
      code: 'too_few_users',
      kind: 'refused',
    });
    expect(await ports.registry.list()).toEqual([]);
  });
});

describe('where a training runs', () => {
  const tight = { bytes: 2 ** 28, of: 'this machine' };

  it('is decided by its rows where nothing is said', async () => {
    const roomy = stack({});
    expect((await modelTraining(roomy.ports, roomy.settings, { snapshot: SNAPSHOT })).where).toBe('memory');
    const small = stack({}, tight);
    const { where, reasons } = await modelTraining(small.ports, small.settings, { snapshot: SNAPSHOT });
    expect(where).toBe('warehouse');
    expect(reasons).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Trained in the warehouse: .* this machine has 0\.3 GiB: too little\.$/),
      ]),
    );
  });

  it('does not change the run: the same configuration elsewhere is the same run', async () => {
    const [memory, warehouse] = [stack({ where: 'memory' }), stack({ where: 'warehouse' })];
    expect(warehouse.settings.configHash).toBe(memory.settings.configHash);
  });

  it('is said by doctor', async () => {
    const { ports, settings } = stack({}, tight);
    const { checks } = await doctor(ports, settings, { snapshot: SNAPSHOT });
    expect(checks.find(({ name }) => name === 'training')).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(/^Trains in the warehouse: [\d,]+ rows of \d+ features take about/),
    });
  });

  it('is told to the check of the memory, by the features that there may be', async () => {
    const { ports, settings } = stack({}, { ...ROOMY, bytes: 2 ** 29 });
    const { training } = ports;
    const rooms: unknown[] = [];
    const inspection = {
      access: async () => [],
      cost: async () => null,
      memory: ({ where }: { readonly where: string }) => {
        rooms.push(where);
        return { name: 'memory', status: 'ok', message: where, hint: '' } as const;
      },
    };
    for (const mostFeatures of [undefined, 1_000_000]) {
      const more = Object.assign(Object.create(training!), { mostFeatures });
      await doctor({ ...ports, training: more, inspection }, settings, { snapshot: SNAPSHOT });
    }
    expect(rooms).toEqual(['memory', 'warehouse']);
  });

  it('is memory for an estimator that has no sums, and refused where the warehouse is asked for', async () => {
    const own = stack({ estimator: 'ml-logistic-regression', where: 'warehouse' });
    await expect(modelTraining(own.ports, own.settings, { snapshot: SNAPSHOT })).rejects.toMatchObject({
      code: 'no_aggregate_form',
      hint: expect.stringContaining('training.where'),
    });
  });

  it('is refused where the stack cannot, before anything is computed', async () => {
    const { ports, settings } = testStack({ training: { snapshots: 3, where: 'warehouse' } });
    await expect(modelTraining(ports, settings, { snapshot: SNAPSHOT })).rejects.toMatchObject({
      code: 'no_warehouse_training',
    });
    expect(await ports.registry.list()).toEqual([]);
  });
});
