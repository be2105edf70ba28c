import { expect, it } from 'vitest';
import { googlesqlDialect } from '../../src/dialect/googlesql-dialect.js';
import { SqlTrainingRows } from '../../src/training/sql-training-rows.js';

/** BigQuery's limit of a statement's text, in characters. */
const LIMIT = 1_000_000;

it('splits what many fits of many levels ask into statements that BigQuery takes', async () => {
  const lengths: number[] = [];
  const rows = new SqlTrainingRows({
    statements: {
      dialect: googlesqlDialect,
      create: async () => {},
      read: async (sql, names) => {
        lengths.push(sql.length);
        return new Map(names.map((name) => [name, { kind: 'numeric' as const, values: new Float64Array(0) }]));
      },
      drop: async () => {},
    },
    division: { snapshots: ['2026-02-12'], train: [0], test: 0, testShare: 0.2, folds: 5, negativeShare: 1 },
    rows: 'rows',
    prepared: 'prepared',
  });
  const level = { classOf: new Map([['a', 0]]), classOfMissing: 1, classOfOthers: 2 };
  const [cities, pages] = [2500, 2500];
  await rows.prepare({
    numbers: [{ name: 'visits', log1p: true, origin: 1, scale: 2, hasMissing: true }],
    levels: [
      { name: 'city', classes: cities, ...level },
      { name: 'page', classes: pages, ...level },
    ],
  });
  const fits = Array.from({ length: 25 }, (_, fit) => ({
    set: { of: 'train' as const, fold: { except: fit % 5 } },
    coef: Float64Array.from({ length: 3 + cities + pages }, (_, j) => Math.sin(j + fit) / 1e9),
  }));
  expect(await rows.gradients(fits)).toHaveLength(25);
  expect(await rows.losses(fits)).toHaveLength(25);
  expect(await rows.scores(fits, null)).toHaveLength(25);
  await rows.curvature(fits[0]!, false);
  expect(lengths.length).toBeGreaterThan(15);
  expect(Math.max(...lengths)).toBeLessThan(LIMIT);
});
