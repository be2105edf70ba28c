import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logLoss } from '@propensity/core';
import { AdditiveClassifier } from '@propensity/core/additive-model';
import { afterAll, describe, expect, it } from 'vitest';
import { type QualityOptions, quality } from '../../src/quality/quality.js';

const folder = mkdtempSync(join(tmpdir(), 'quality-'));
afterAll(() => rmSync(folder, { recursive: true }));

const noise = (i: number) => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1;
/** Bought where visits are neither few nor many, mostly. */
const rows = Array.from({ length: 600 }, (_, i) => ({ visits: Math.floor(20 * noise(i)), plan: `p${i % 3}` }));
const bought = rows.map(({ visits }, i) => (noise(i + 9000) < (visits > 5 && visits < 12 ? 0.8 : 0.1) ? 1 : 0));
const csv = join(folder, 'visits.csv');
writeFileSync(
  csv,
  [
    'visits,plan,bought',
    ...rows.map(({ visits, plan }, i) => `${visits},${plan},${bought[i] === 1 ? 'yes' : 'no'}`),
  ].join('\n'),
);
const run = (options: Partial<QualityOptions>) =>
  quality({ csv, label: 'bought', categorical: ['plan'], model: 'additive', folds: 3, C: 1, log1p: true, ...options });

describe('quality', () => {
  it('measures each fold by a model of the others', async () => {
    const { log_loss, fit_seconds, ...others } = await run({});
    const losses = [0, 1, 2].map((fold) => {
      const part = <T>(values: readonly T[], isTest: boolean) => values.filter((_, i) => (i % 3 === fold) === isTest);
      const model = new AdditiveClassifier({ C: 1, log1p: ['visits'] }).fit(part(rows, false), part(bought, false));
      return logLoss(part(bought, true), model.predictProba(part(rows, true)));
    });
    expect(log_loss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0) / 3, 12);
    expect(fit_seconds).toBeGreaterThan(0);
    expect(Object.keys(others)).toEqual(['roc_auc', 'brier', 'ece']);
    const linear = await run({ model: 'linear' });
    expect(log_loss).toBeLessThan(0.9 * linear.log_loss);
    expect(others.roc_auc).toBeGreaterThan(linear.roc_auc + 0.1);
  });

  it('refuses folds of one class', async () => {
    const oneClass = join(folder, 'one-class.csv');
    const lines = rows.map(({ visits }, i) => `${visits},${i % 3 === 0 ? 0 : i % 2}`);
    writeFileSync(oneClass, ['visits,bought', ...lines].join('\n'));
    await expect(run({ csv: oneClass, categorical: [] })).rejects.toMatchObject({ code: 'one_class' });
  });
});
