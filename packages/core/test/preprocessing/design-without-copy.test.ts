import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeContext, FASTEST_COMPUTE } from '../../src/compute-context/fastest-compute.js';
import { fitModel } from '../../src/jobs/fit-model.js';
import { LogisticRegression } from '../../src/linear-model/logistic-regression.js';
import { scorerOf } from '../../src/model-families/scorer-of.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { CodedNumbers } from '../../src/table/coded-numbers.js';
import { NumberColumnBuilder } from '../../src/table/number-column-builder.js';
import { type Column, Table } from '../../src/table/table.js';
import { userBucket } from '../../src/windows/user-bucket.js';

const FEATURES = [
  { name: 'visits', kind: 'numeric', unit: 'count' },
  { name: 'share', kind: 'numeric' },
  { name: 'spent', kind: 'numeric', unit: 'amount' },
  { name: 'plan', kind: 'categorical' },
] as const;

const random = (i: number) => (Math.sin(i * 12.9898) * 43_758.5453) % 1;

/** Numbers that repeat, numbers that do not, and levels; some of each missing. */
function columnsOf(nRows: number): [string, Column][] {
  const numbers = (of: (i: number) => number) => Float64Array.from({ length: nRows }, (_, i) => of(i));
  const visits = numbers((i) => (i % 7 === 2 ? Number.NaN : Math.floor(9 * Math.abs(random(i)) ** 3)));
  const share = numbers((i) => Math.floor(20 * random(i + 0.5)) / 20);
  const spent = numbers((i) => (i % 5 === 4 ? Number.NaN : 100 * random(3 * i)));
  const codes = Int32Array.from({ length: nRows }, (_, i) => ((i * 31) % 5) - 1);
  return [
    ['visits', { kind: 'numeric', values: visits }],
    ['share', { kind: 'numeric', values: share }],
    ['spent', { kind: 'numeric', values: spent }],
    ['plan', { kind: 'categorical', codes, levels: ['a', 'b', 'c', 'd'] }],
  ];
}

/** The same, as a reader of a stack keeps them. */
function kept(columns: [string, Column][]): Table {
  return new Table(
    columns.map(([name, column]) => {
      if (column.kind === 'categorical') return [name, column];
      const builder = new NumberColumnBuilder(column.values.length);
      builder.setAll(0, column.values);
      return [name, builder.finish()];
    }),
  );
}

/** The rows of those indices, copied. */
function copied(columns: [string, Column][], rows: readonly number[]): Table {
  return new Table(
    columns.map(([name, column]) => [
      name,
      column.kind === 'numeric'
        ? { kind: 'numeric', values: Float64Array.from(rows, (row) => column.values[row]!) }
        : { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]!) },
    ]),
  );
}

const columns = columnsOf(3000);
const table = kept(columns);
const preprocessor = new Preprocessor(FEATURES, { minLevelCount: 5 });

describe('a table that keeps numbers as codes', () => {
  it('has the columns, rows and parts of one of doubles', () => {
    expect(table.cells('visits')).not.toBeInstanceOf(Float64Array);
    expect(table.column('visits')).toBeInstanceOf(CodedNumbers);
    const plain = new Table(columns);
    expect(table).toEqual(plain);
    expect(table.row(2)).toEqual(plain.row(2));
    const taken = table.take([9, 3, 2, 3]).take([2, 0]).select(['spent', 'plan', 'visits']);
    expect(taken).toEqual(copied(columns, [2, 9]).select(['spent', 'plan', 'visits']));
    expect(taken.row(1)).toEqual(plain.select(['spent', 'plan', 'visits']).row(9));
  });

  it('gives the same preprocessing and design, for any rows, with and without a copy', () => {
    const someRows = fc.array(fc.integer({ min: 0, max: 2999 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(someRows, fc.boolean(), (rows, shared) => {
        const expected = preprocessor.fit(copied(columns, rows));
        const fitted = preprocessor.fit(table, rows);
        expect(fitted.transformers).toEqual(expected.transformers);
        expect(preprocessor.fit(table.take(rows)).transformers).toEqual(expected.transformers);
        const design = expected.transform(copied(columns, rows));
        expect(fitted.design(table, { rows, shared })).toEqual(design);
        expect(fitted.design(table.take(rows), { shared })).toEqual(design);
        expect(fitted.design(copied(columns, rows), { shared })).toEqual(design);
        expect(fitted.transform(table, { rows })).toEqual(design);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a code that is not a level', () => {
    const fitted = preprocessor.fit(table);
    const wrong = new Table(columnsOf(50));
    wrong.categorical('plan').codes[7] = 4;
    expect(() => fitted.design(wrong)).toThrow('The categorical column "plan" has 4 levels; row 7 has the code 4.');
  });

  it('gives the same fit to the last bit, also of a large problem and in shared memory', () => {
    const large = columnsOf(410_000);
    const y = Float64Array.from(large[0]![1].kind === 'numeric' ? large[0]![1].values : [], (x, i) =>
      x > 2 + 4 * random(i + 0.25) ? 1 : 0,
    );
    const fitted = preprocessor.fit(kept(large));
    const of = new LogisticRegression({ C: 0.1 });
    const expected = of.fit(fitted.transform(new Table(large)), y, { compute: FASTEST_COMPUTE });
    for (const compute of [FASTEST_COMPUTE, computeContext({ post: () => {} })]) {
      const design = fitted.design(kept(large), { shared: compute.threads !== undefined });
      const { coef, intercept, nIter } = of.fit(design, y, { compute });
      expect({ coef, intercept, nIter }).toEqual({
        coef: expected.coef,
        intercept: expected.intercept,
        nIter: expected.nIter,
      });
    }
  });

  it('gives the same model and scores where only some of its rows are trained on', () => {
    const rows = Array.from({ length: 2000 }, (_, i) => 2999 - i);
    const labels = Float64Array.from(rows, (row) => Number(random(row) + (row % 3 === 0 ? 0.5 : 0) > 0.3));
    const others = {
      labels,
      userBucket: Float64Array.from(rows, (row) => userBucket(String(row))),
      snapshotIndex: new Int32Array(rows.length),
    };
    const settings = { estimator: 'logistic-regression', C: 'auto', penaltyRule: 'best', calibrationFolds: 3 } as const;
    const [a, b] = [table.take(rows), copied(columns, rows)].map((features) =>
      fitModel({ ...others, features }, preprocessor, { ...settings, testShare: 0, negativeShare: 0.8 }),
    );
    expect(a).toEqual(b);
    expect(scorerOf(a!).predictProba(table)).toEqual(scorerOf(a!).predictProba(new Table(columns)));
  });
});
