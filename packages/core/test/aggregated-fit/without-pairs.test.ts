import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { IndependentLevels } from '../../src/aggregated-fit/independent-levels.js';
import { InMemoryTrainingRows } from '../../src/in-memory/in-memory-training-rows.js';
import { fitByAggregates } from '../../src/jobs/fit-by-aggregates.js';
import { type FitSettings, fitModel } from '../../src/jobs/fit-model.js';
import { ParameterOrder } from '../../src/linear-model/solver/parameter-order.js';
import { TileLayout } from '../../src/linear-model/solver/tile-layout.js';
import { bestF1Threshold } from '../../src/metrics/best-f1-threshold.js';
import type { LabelledRows } from '../../src/ports/labelled-rows.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';
import { Table } from '../../src/table/table.js';
import { userBucket } from '../../src/windows/user-bucket.js';
import { levels, numbers } from '../support/some-table.js';
import { settingsFor, uniform } from '../support/synthetic-shop.js';

describe('a Hessian without pairs of levels', () => {
  const [nDense, counts] = [3, [4, 2, 5]];
  const size = 1 + nDense;
  const levelsOf = counts.flatMap((count, k) => Array.from({ length: count }, () => k));
  const order = new ParameterOrder({
    numeric: Array.from({ length: nDense }, (_, j) => ({ coefIndex: j })),
    categorical: counts.map((nLevels, k) => ({ nLevels, offset: nDense + levelsOf.indexOf(k) })),
  });
  const layout = new TileLayout({ nDense: order.nDense, nLevels: counts, pairTables: false });
  const lambda = 0.7;

  /** Sums over random rows, and the matrix with the completion written out. */
  function someSums() {
    const next = uniform(3);
    const cross = new Float64Array(layout.cross.length);
    const all = Matrix.zeros(order.length, order.length);
    for (let row = 0; row < 200; row++) {
      const h = next() / 4;
      const dense = [1, next() - 0.5, next() * 2, next() < 0.3 ? 1 : 0];
      const codes = counts.map((count) => Math.floor(next() * count));
      const at = codes.map((code, k) => order.levels[k]!.first + code);
      dense.forEach((a, i) => {
        dense.forEach((b, j) => {
          cross[i * layout.nColumns + j]! += h * (a * b);
          all.set(i, j, all.get(i, j) + h * (a * b));
        });
        codes.forEach((code, k) => {
          cross[(layout.nColumns + layout.firstSlots[k]! + code) * layout.nColumns + i]! += h * a;
          all.set(i, at[k]!, all.get(i, at[k]!) + h * a);
          all.set(at[k]!, i, all.get(at[k]!, i) + h * a);
        });
      });
      for (const place of at) all.set(place, place, all.get(place, place) + h);
    }
    for (let j = 1; j < order.length; j++) all.set(j, j, all.get(j, j) + lambda);
    const inner = new CholeskyDecomposition(all.subMatrix(0, size - 1, 0, size - 1));
    const border = all.subMatrix(0, size - 1, size, order.length - 1);
    const completed = border.transpose().mmul(inner.solve(border));
    levelsOf.forEach((a, i) => {
      levelsOf.forEach((b, j) => {
        if (a !== b) all.set(size + i, size + j, completed.get(Math.min(i, j), Math.max(i, j)));
      });
    });
    return { cross, all };
  }

  it('is solved as the matrix in which levels of two categories are independent given the dense columns', () => {
    const { cross, all } = someSums();
    const next = uniform(5);
    const vector = Float64Array.from({ length: order.length }, () => next() - 0.5);
    const expected = new CholeskyDecomposition(all).solve(Matrix.columnVector(vector)).to1DArray();
    const found = new IndependentLevels(cross, layout, order, lambda).solve(vector);
    found.forEach((value, j) => {
      expect(value).toBeCloseTo(expected[j]!, 11);
    });
  });

  it('is refused where it is not finite', () => {
    const { cross } = someSums();
    cross[0] = Number.POSITIVE_INFINITY;
    expect(() => new IndependentLevels(cross, layout, order, lambda)).toThrow('not finite');
  });
});

/** Users whose city determines their region and nearly their provider. */
function shop(users: number, cities: number, pages: number): LabelledRows {
  const next = uniform(23);
  const rows = Array.from({ length: users }, (_, user) => {
    const city = Math.floor(cities * next() ** 2);
    const region = city % 12;
    const provider = next() < 0.95 ? region % 5 : Math.floor(5 * next());
    const visits = Math.floor(-4 * Math.log(1 - next()));
    const eta = -1 + 0.2 * visits - (region % 3) + (provider === 2 ? 1 : 0) + (city % 7 === 0 ? 0.5 : 0);
    const page = Math.floor(pages * next());
    return { user, city, region, provider, visits, page, label: next() < sigmoid(eta) ? 1 : 0 };
  });
  const texts = (name: 'city' | 'region' | 'provider' | 'page') => levels(rows.map((row) => `${name} ${row[name]}`));
  return {
    features: new Table([
      ['visits', numbers(rows.map(({ visits }) => visits))],
      ['city', texts('city')],
      ['region', texts('region')],
      ['provider', texts('provider')],
      ['page', texts('page')],
    ]),
    labels: Float64Array.from(rows, ({ label }) => label),
    snapshotIndex: new Int32Array(users),
    snapshots: ['2026-02-12'],
    userBucket: Float64Array.from(rows, ({ user }) => userBucket(`user ${user}`)),
    eventCount: Float64Array.from(rows, ({ visits }) => visits),
  };
}

async function fits(rows: LabelledRows, minLevelCount: number, C: number, pairs: readonly boolean[]) {
  const training: FitSettings = { ...settingsFor({}).training, calibrationFolds: 3, testShare: 0, C };
  const features = [
    { name: 'visits', kind: 'numeric', unit: 'count' },
    ...(['city', 'region', 'provider', 'page'] as const).map((name) => ({ name, kind: 'categorical' as const })),
  ] as const;
  const preprocessor = new Preprocessor(features, { minLevelCount });
  const division = { snapshots: rows.snapshots, train: [0], test: 0, testShare: 0, folds: 3, negativeShare: 1 };
  const aggregated = await Promise.all(
    pairs.map((each) =>
      fitByAggregates(new InMemoryTrainingRows(rows, { division }), preprocessor, training, {
        of: 'all',
        thresholdOf: bestF1Threshold,
        pairs: each,
      }),
    ),
  );
  return { aggregated, inMemory: () => fitModel(rows, preprocessor, training) };
}

function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Math.max(...Array.from(found, (coef, j) => Math.abs(coef - expected[j]!) / (1 + Math.abs(coef))));
}

describe('a fit without pairs of levels', () => {
  it.each([1, 100])('of nested categories is at the same minimum, with C = %s', async (C) => {
    const { aggregated } = await fits(shop(6000, 60, 40), 5, C, [true, false]);
    const [exact, without] = aggregated;
    expect([exact!.pairs, without!.pairs]).toEqual([true, false]);
    expect(without!.converged).toBe(true);
    expect(largestDifference(without!.model.coef, exact!.model.coef)).toBeLessThanOrEqual(1e-9);
  });

  it('is made where there are too many pairs', async () => {
    const { aggregated, inMemory } = await fits(shop(12_000, 2500, 2500), 1, 1, [true]);
    const [found] = aggregated;
    const { model } = inMemory();
    expect([found!.pairs, found!.converged]).toEqual([false, true]);
    expect(model.coef.length).toBeGreaterThan(4500);
    expect(largestDifference(found!.model.coef, model.coef)).toBeLessThanOrEqual(1e-9);
  });
});
