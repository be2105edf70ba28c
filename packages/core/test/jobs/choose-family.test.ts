import { describe, expect, it } from 'vitest';
import type { AdditiveModel } from '../../src/additive-model/additive-model.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { fitModel } from '../../src/jobs/fit-model.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { refitModel } from '../../src/jobs/refit-model.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { userBucket } from '../../src/windows/user-bucket.js';
import { FEATURES } from '../additive-model/fitted-visitors.js';
import { bentShop, plainShop, simulatedVisitors } from '../support/simulated-visitors.js';
import { settingsFor, testStack } from '../support/synthetic-shop.js';

const training = { ...settingsFor({}).training, C: 1, calibrationFolds: 3, testShare: 0, negativeShare: 1 };
const preprocessor = new Preprocessor(FEATURES, { minLevelCount: 20 });

function rowsOf({ table, labels }: ReturnType<typeof simulatedVisitors>) {
  const buckets = Float64Array.from(labels, (_, row) => userBucket(`visitor ${row}`));
  return { features: table, labels, userBucket: buckets, snapshotIndex: new Int32Array(labels.length) };
}

describe('the choice between a linear and an additive model', () => {
  const bent = rowsOf(simulatedVisitors(4000, 51, bentShop, 0.1));
  const plain = rowsOf(simulatedVisitors(4000, 53, plainShop, 0.1));
  const chosen = fitModel(bent, preprocessor, { ...training, estimator: 'auto' });

  it('takes the additive one where users that neither has seen carry it, and keeps both results', () => {
    expect(chosen.model.kind).toBe('additive');
    const [first, richer, ...others] = chosen.selection.candidates;
    expect(others).toEqual([]);
    expect([first!.kind, first!.gain, richer!.kind, richer!.gain!.taken]).toEqual([
      'linear',
      undefined,
      'additive',
      true,
    ]);
    expect(richer!.gain!.interval[0]).toBeGreaterThan(0);
    expect(richer!.gain!.log_loss).toBeGreaterThan(richer!.gain!.interval[0]);
    expect(richer!.log_loss).toBeLessThan(first!.log_loss);
  });

  it('keeps the linear one where they do not, and says what the other had gained', () => {
    const { model, selection } = fitModel(plain, preprocessor, { ...training, estimator: 'auto' });
    expect(model.kind).toBe('linear');
    expect(model).toEqual(fitModel(plain, preprocessor, { ...training, estimator: 'logistic-regression' }).model);
    expect(selection.candidates.at(-1)).toMatchObject({ kind: 'additive', gain: { taken: false } });
    expect(selection.candidates.at(-1)!.gain!.interval[0]).toBeLessThanOrEqual(0);
  });

  it('is not left to the rows where the additive one is asked for', () => {
    const { model, selection } = fitModel(plain, preprocessor, { ...training, estimator: 'additive-model' });
    expect(model.kind).toBe('additive');
    expect(selection.candidates.at(-1)!.gain!.taken).toBe(true);
  });

  it('is not made again by the last fit', async () => {
    const everything = { ...bent, snapshots: ['2026-02-12'], eventCount: new Float64Array(bent.labels.length) };
    const settings = { ...training, estimator: 'auto' } as const;
    const refitted = await refitModel(everything as Parameters<typeof refitModel>[0], chosen, preprocessor, settings);
    expect([refitted!.model.kind, refitted!.calibration.method, refitted!.threshold]).toEqual([
      'additive',
      chosen.calibration.method,
      chosen.threshold,
    ]);
    expect(refitted!.selection.candidates.map(({ kind }) => kind)).toEqual(['additive']);
    expect((refitted!.model as AdditiveModel).C).toBe(1);
  });

  it('is for the additive one where effects are constrained, whose curves keep to it', () => {
    const constraints = { price: 'decreasing', noise: 'zero' } as const;
    const { model } = fitModel(bent, preprocessor, { ...training, estimator: 'auto', constraints });
    const { tables, coef } = model as AdditiveModel;
    const place = (name: string) => FEATURES.findIndex((feature) => feature.name === name);
    const falling = tables[place('price')]!.values.slice(1);
    expect(falling.every((value, i) => i === 0 || value <= falling[i - 1]! + 1e-12)).toBe(true);
    expect(coef[place('price')]).toBeLessThanOrEqual(0);
    expect(tables[place('noise')]!.values.every((value) => value === 0)).toBe(true);
  });
});

describe('constraints of a configuration', () => {
  it('are refused where they name no feature, before anything is written', async () => {
    const { ports, settings } = testStack({
      training: { snapshots: 1, C: 1, estimator: 'auto', constraints: { evnts_7d: 'increasing' } },
    });
    await expect(modelTraining(ports, settings, { snapshot: '2026-02-12' })).rejects.toMatchObject({
      code: 'bad_constraint',
      kind: 'usage',
      message: expect.stringContaining('"evnts_7d"'),
    });
    expect(await ports.registry.list()).toEqual([]);
  });

  it.each([
    [{ estimator: 'logistic-regression' }, 'training.constraints'],
    [{ where: 'warehouse' }, 'training.where'],
    [{ constraints: { a: 'upwards' } }, 'upwards'],
  ])('do not go with %j', (change, named) => {
    const config = {
      target: { event: 'purchase' },
      training: { estimator: 'auto', constraints: { a: 'increasing' }, ...change },
    };
    expect(() => parseConfig(config as Parameters<typeof parseConfig>[0])).toThrow(named);
  });
});
