import type { Column } from '@propensity/core';
import type { ScannedFit } from '@propensity/core/ports';
import { describe, expect, it } from 'vitest';
import { googlesqlDialect, SqlTrainingRows } from '../../src/index.js';

const LEVELS = 9000;
const FITS = 5;
const division = { snapshots: ['2026-01-01'], train: [0], test: 0, testShare: 0.2, folds: FITS, negativeShare: 1 };

/** Rows whose statement number s answers every number i with 10·s + i, and every list with places 0 and 1. */
async function rowsThatTell() {
  const sent: string[] = [];
  const rows = new SqlTrainingRows({
    statements: {
      dialect: googlesqlDialect,
      create: async () => {},
      read: async (sql, names) => {
        const statement = sent.push(sql) - 1;
        const isList = names.includes('place');
        const valuesOf = (name: string) => {
          if (name === 'place') return [0, 1];
          if (isList) return [10 * statement, 10 * statement + 1];
          return [10 * statement + Number(name.split('_')[1] ?? 0)];
        };
        const columnOf = (name: string): Column => ({ kind: 'numeric', values: Float64Array.from(valuesOf(name)) });
        return new Map(names.map((name) => [name, columnOf(name)]));
      },
      drop: async () => {},
    },
    division,
    rows: 'a.b.rows',
    prepared: 'a.b.prepared',
  });
  const levels = { name: 'page', classes: LEVELS, classOf: new Map(), classOfMissing: 0, classOfOthers: 1 };
  await rows.prepare({ numbers: [], levels: [levels] });
  return { rows, sent };
}

const coef = Float64Array.from({ length: 1 + LEVELS }, (_, j) => Math.sin(j + 1) / 1000);
const fits = Array.from(
  { length: FITS },
  (_, fold): ScannedFit => ({ set: { of: 'train', fold: { only: fold } }, coef }),
);

describe('many coefficients are asked about in several statements, which BigQuery takes', () => {
  it.each([
    ['losses', async (rows: SqlTrainingRows) => rows.losses(fits)],
    ['probabilities', async (rows: SqlTrainingRows) => (await rows.probabilities(fits)).map(({ sum }) => sum)],
    ['scores', async (rows: SqlTrainingRows) => (await rows.scores(fits, null)).map(({ scores }) => scores[0])],
  ])('%s, in the order of the fits', async (_, ask) => {
    const { rows, sent } = await rowsThatTell();
    expect(await ask(rows)).toEqual([0, 1, 10, 11, 20]);
    expect(sent).toHaveLength(3);
    for (const sql of sent) expect(Buffer.byteLength(sql)).toBeLessThan(2 ** 20);
  });

  it('few are asked about at once', async () => {
    const { rows, sent } = await rowsThatTell();
    await rows.losses(fits.map(({ set }) => ({ set, coef: coef.subarray(0, 10) })));
    expect(sent).toHaveLength(1);
  });
});
