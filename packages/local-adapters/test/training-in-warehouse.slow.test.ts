import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ModelArtifact } from '@propensity/core';
import { type PropensityConfigInput, parseConfig } from '@propensity/core/config';
import { modelTraining, type TrainResult } from '@propensity/core/jobs';
import { silentProgress } from '@propensity/core/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalStack } from '../src/index.js';

const DATA = resolve(import.meta.dirname, '../../../../shared/data');
const LIMIT = 1_200_000;

interface Trained {
  readonly result: TrainResult;
  readonly artifact: ModelArtifact;
}

const EXPORT = {
  source: { type: 'ga4', events: join(DATA, 'ga4/events_*.parquet') },
  target: { event: 'view_item' },
  lookbackDays: 7,
  training: { snapshots: 2 },
} as const;

describe.skipIf(!existsSync(DATA))(
  `trained in the warehouse${existsSync(DATA) ? '' : ` (skipped: ${DATA} is absent)`}`,
  () => {
    describe('the real export', () => {
      let memory: Trained;
      let warehouse: Trained;
      let folder: string;
      beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'propensity-warehouse-'));
        memory = await train(EXPORT, folder, 'memory');
        warehouse = await train(EXPORT, folder, 'warehouse');
      }, LIMIT);
      afterAll(() => rm(folder, { recursive: true }));

      it('has the coefficients of a training in memory', () => {
        for (const of of [(trained: Trained) => trained.artifact, (trained: Trained) => trained.artifact.tested!]) {
          const expected = of(memory).model.coef;
          const found = of(warehouse).model.coef;
          expect(found).toHaveLength(expected.length);
          const apart = expected.map((coef, j) => Math.abs(coef - found[j]!) / (1 + Math.abs(coef)));
          expect(Math.max(...apart)).toBeLessThanOrEqual(1e-9);
        }
      });

      it('has its choices, counts and metrics', () => {
        expect(warehouse.result.where).toBe('warehouse');
        for (const key of ['counts', 'train', 'test', 'status'] as const) {
          expect(warehouse.result[key]).toEqual(memory.result[key]);
        }
        expect(warehouse.artifact.model.C).toBe(memory.artifact.model.C);
        expect(warehouse.artifact.calibration.method).toBe(memory.artifact.calibration.method);
        for (const key of [
          'threshold',
          'roc_auc',
          'average_precision',
          'log_loss',
          'brier',
          'precision',
          'recall',
        ] as const) {
          expect(Math.abs(warehouse.result.metrics[key]! - memory.result.metrics[key]!)).toBeLessThanOrEqual(1e-5);
        }
        expect(warehouse.artifact.inputs).toEqual(memory.artifact.inputs);
        expect(warehouse.artifact.distributions!.bins).toEqual(memory.artifact.distributions!.bins);
      });
    });
  },
);

async function train(config: PropensityConfigInput, folder: string, where: 'memory' | 'warehouse'): Promise<Trained> {
  const own = join(folder, where);
  const { ports, settings, close } = openLocalStack(
    parseConfig({ ...config, training: { ...config.training, where }, local: { folder: own } }),
    { baseDirectory: folder, progress: silentProgress, clock: () => Date.parse('2021-02-01'), codeVersion: 'test' },
  );
  try {
    const result = await modelTraining(ports, settings);
    return { result, artifact: JSON.parse(await readFile(join(own, 'models', result.artifact.name), 'utf8')) };
  } finally {
    await close();
  }
}
