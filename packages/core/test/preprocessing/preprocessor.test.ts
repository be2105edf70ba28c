import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogisticRegression } from '../../src/linear-model/logistic-regression.js';
import { designRows } from '../../src/preprocessing/design-matrix.js';
import { FittedPreprocessor } from '../../src/preprocessing/fitted-preprocessor.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { Table } from '../../src/table/table.js';
import { levels, numbers, someFeatures, someTable } from '../support/some-table.js';

const fitNumber = (values: readonly (number | null)[], log1p = false) => {
  const fitted = new Preprocessor([{ name: 'x', kind: 'numeric', log1p }]).fit(new Table([['x', numbers(values)]]));
  const [transformer] = fitted.transformers;
  if (transformer?.kind !== 'numeric') throw new Error('expected a numeric transformer');
  return transformer;
};

describe('Preprocessor, numbers', () => {
  it('imputes the median and standardises by mean and population deviation', () => {
    expect(fitNumber([1, null, 3, 8])).toEqual({
      kind: 'numeric',
      name: 'x',
      log1p: false,
      impute: 3,
      mean: 3.75,
      scale: Math.sqrt((2.75 ** 2 + 0.75 ** 2 * 2 + 4.25 ** 2) / 4),
      missingIndicator: true,
    });
  });

  it('takes the mean of the middle two as the median of an even number', () => {
    expect(fitNumber([1, 2, 10, 4]).impute).toBe(3);
  });

  it.each([
    ['constant', [0.1, 0.1, 0.1], 0.1, 0.1],
    ['constant but for rounding', [0.3, 0.1 + 0.2, 0.3], 0.3, 0.3],
    ['all missing', [null, null], 0, 0],
  ])('has scale 1 where the column is %s', (_, values, impute, mean) => {
    const fitted = fitNumber(values);
    expect(fitted.scale).toBe(1);
    expect(fitted.impute).toBe(impute);
    expect(fitted.mean).toBeCloseTo(mean, 15);
  });

  it.each([1e-100, 1e-170, 1e-300])('scales a column of values around %s by their deviation', (unit) => {
    const { mean, scale } = fitNumber([1, 3, 5, 3].map((value) => value * unit));
    expect(mean / unit).toBeCloseTo(3, 12);
    expect(scale / unit).toBeCloseTo(Math.SQRT2, 12);
  });

  it('imputes a column without any value by 0, so that only the indicator says something', () => {
    const missing = new Table([['x', numbers([null, null, null])]]);
    const design = new Preprocessor([{ name: 'x', kind: 'numeric' }]).fit(missing).transform(missing);
    expect(design.numeric.map(({ values }) => [...values])).toEqual([
      [0, 0, 0],
      [1, 1, 1],
    ]);
  });

  it('passes an infinite value of a row that it did not learn from to the fit, which refuses it', () => {
    const table = new Table([['x', numbers([1, 2, 3, Number.NEGATIVE_INFINITY])]]);
    const fitted = new Preprocessor([{ name: 'x', kind: 'numeric' }]).fit(table, [0, 1, 2]);
    expect(fitted.transform(table).numeric[0]!.values[3]).toBe(Number.NEGATIVE_INFINITY);
    expect(() => new LogisticRegression().fit(fitted.transform(table), [0, 1, 0, 1])).toThrow(
      expect.objectContaining({
        code: 'bad_design',
        details: { column: 'x', row: 3, value: Number.NEGATIVE_INFINITY },
      }),
    );
  });

  it('keeps a small spread around a large mean', () => {
    expect(fitNumber([1e9, 1e9 + 1]).scale).toBeCloseTo(0.5, 9);
  });

  it('has the mean to half a unit in the last place, where the spread is only thousands of such units', () => {
    // Multiples of 2^-23, as all doubles of this size are, so that their sum is exact in whole numbers.
    const steps = Array.from({ length: 16_001 }, (_, i) => Math.round(84_000 * Math.sin(i) * Math.sin(7 * i)));
    const exact = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    const { mean } = fitNumber(steps.map((step) => 1e9 + step * 2 ** -23));
    expect(Math.abs((mean - 1e9) * 2 ** 23 - exact)).toBeLessThanOrEqual(0.5);
  });

  it('takes log1p of counts, amounts, seconds and days by default, and mirrors negatives', () => {
    const units = ['count', 'amount', 'seconds', 'days', 'share', 'hour', 'number'] as const;
    const table = new Table(units.map((unit) => [unit, numbers([1, 2])]));
    const fitted = new Preprocessor(units.map((unit) => ({ name: unit, kind: 'numeric', unit }))).fit(table);
    expect(fitted.transformers.map((t) => t.kind === 'numeric' && t.log1p)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(fitNumber([-3, 3], true)).toMatchObject({ mean: 0, scale: Math.log(4) });
  });

  it('makes no indicator where it is switched off', () => {
    const fitted = new Preprocessor(someFeatures, { missingIndicator: false }).fit(someTable);
    expect(fitted.columnNames.slice(0, 2)).toEqual(['visits', 'share']);
  });
});

describe('Preprocessor, categories', () => {
  it('sorts levels, groups rare ones and keeps a level for missing', () => {
    expect(new Preprocessor(someFeatures, { minLevelCount: 2 }).fit(someTable).columnNames).toEqual([
      'visits',
      'visits=(missing)',
      'share',
      'share=(missing)',
      'device=desktop',
      'device=mobile',
      'device=(rare)',
      'device=(missing)',
    ]);
  });

  it('gives a level that is named like another column a different column name', () => {
    const table = new Table([
      ['d', levels(['(rare)', '(rare)', '(missing)', '(missing)', '"(rare)"', '"(rare)"', 'x', null])],
    ]);
    const fitted = new Preprocessor([{ name: 'd', kind: 'categorical' }], { minLevelCount: 2 }).fit(table);
    expect(fitted.columnNames).toEqual(['d="\\"(rare)\\""', 'd="(missing)"', 'd="(rare)"', 'd=(rare)', 'd=(missing)']);
    expect([...fitted.transform(table).categorical[0]!.codes]).toEqual([2, 2, 1, 1, 0, 0, 3, 4]);
  });

  it('never gives two columns one name, whatever the levels are called', () => {
    const someLevel = fc.constantFrom(
      '(rare)',
      '(missing)',
      '"(rare)"',
      '"(missing)"',
      '"',
      '"\\"(rare)\\""',
      '',
      'a',
      null,
    );
    fc.assert(
      fc.property(
        fc.array(someLevel, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 3 }),
        (some, minLevelCount) => {
          const fitted = new Preprocessor([{ name: 'd', kind: 'categorical' }], { minLevelCount });
          const { columnNames } = fitted.fit(new Table([['d', levels(some)]]));
          expect(new Set(columnNames).size).toBe(columnNames.length);
        },
      ),
    );
  });

  it('refuses features whose columns would have one name', () => {
    const table = new Table([
      ['a', levels(['b=c', 'b'])],
      ['a=b', levels(['c', 'd'])],
    ]);
    const features = ['a', 'a=b'].map((name) => ({ name, kind: 'categorical' }) as const);
    expect(() => new Preprocessor(features).fit(table)).toThrow(
      expect.objectContaining({ code: 'ambiguous_names', message: expect.stringContaining('"a=b=c"') }),
    );
  });

  it.each([3, -2])('refuses the code %d of three levels, in fit and in transform', (code) => {
    const feature = [{ name: 'd', kind: 'categorical' }] as const;
    const wrong = new Table([
      ['d', { kind: 'categorical', codes: Int32Array.of(0, 1, code), levels: ['a', 'b', 'c'] }],
    ]);
    const refusal = expect.objectContaining({ code: 'bad_codes', details: { row: 2, code, levels: 3 } });
    expect(() => new Preprocessor(feature).fit(wrong)).toThrow(refusal);
    const fitted = new Preprocessor(feature).fit(new Table([['d', levels(['a', 'b', 'c'])]]));
    expect(() => fitted.transform(wrong)).toThrow(refusal);
  });

  it('selects rare, missing, unknown and unused levels by the contract', () => {
    const fitted = new Preprocessor([{ name: 'd', kind: 'categorical' }], { minLevelCount: 2 });
    const train = fitted.fit(new Table([['d', levels(['b', 'a', 'a', 'b', 'c', null], ['b', 'a', 'c', 'never'])]]));
    const scored = new Table([['d', levels(['a', 'b', 'c', 'never', 'new', null])]]);
    expect([...train.transform(scored).categorical[0]!.codes]).toEqual([0, 1, 2, -1, -1, 3]);
  });

  it('scores a missing value 0 where training had none', () => {
    const fitted = new Preprocessor([{ name: 'd', kind: 'categorical' }]).fit(new Table([['d', levels(['a', 'b'])]]));
    expect([...fitted.transform(new Table([['d', levels([null, 'b'])]])).categorical[0]!.codes]).toEqual([-1, 1]);
  });

  it('reads any dictionary order, also one that spells a level twice', () => {
    const fitted = new Preprocessor([{ name: 'd', kind: 'categorical' }]).fit(
      new Table([['d', { kind: 'categorical', codes: Int32Array.of(0, 1, 2), levels: ['a', 'b', 'a'] }]]),
    );
    expect(fitted.columnNames).toEqual(['d=a', 'd=b']);
    const other = new Table([['d', levels(['a', 'b', 'a'], ['z', 'b', 'a'])]]);
    expect([...fitted.transform(other).categorical[0]!.codes]).toEqual([0, 1, 0]);
  });
});

describe('FittedPreprocessor', () => {
  const someRows = fc.array(
    fc.record({
      number: fc.option(fc.integer({ min: -1e6, max: 1e6 }).map((thousandths) => thousandths / 1000)),
      level: fc.option(fc.constantFrom('a', 'b', 'c', '', '__proto__')),
    }),
    { minLength: 1, maxLength: 30 },
  );
  const tableOf = (rows: readonly { number: number | null; level: string | null }[]) =>
    new Table([
      ['number', numbers(rows.map((row) => row.number))],
      ['level', levels(rows.map((row) => row.level))],
    ]);
  const features = [
    { name: 'number', kind: 'numeric', log1p: true },
    { name: 'level', kind: 'categorical' },
  ] as const;

  it('survives JSON: the same data transform the same', () => {
    fc.assert(
      fc.property(someRows, someRows, fc.integer({ min: 1, max: 4 }), (train, score, minLevelCount) => {
        const fitted = new Preprocessor(features, { minLevelCount }).fit(tableOf(train));
        const restored = new FittedPreprocessor(JSON.parse(JSON.stringify(fitted.transformers)));
        expect(restored.transform(tableOf(score))).toEqual(fitted.transform(tableOf(score)));
      }),
    );
  });

  it('learns the same categories from the same rows in another order', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const fit = (some: typeof rows) => new Preprocessor(features, { minLevelCount: 2 }).fit(tableOf(some));
        expect(fit(rows.toReversed()).transformers[1]).toEqual(fit(rows).transformers[1]);
      }),
    );
  });

  it('centres and scales the training rows', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const table = tableOf(rows);
        const design = new Preprocessor(features).fit(table).transform(table);
        const { values } = design.numeric[0]!;
        expect(Math.abs(values.reduce((sum, z) => sum + z, 0) / values.length)).toBeLessThan(1e-9);
        const variance = values.reduce((sum, z) => sum + z * z, 0) / values.length;
        expect(Math.min(Math.abs(variance), Math.abs(variance - 1))).toBeLessThan(1e-9);
      }),
    );
  });
});

describe('transform in place', () => {
  const copyOfTable = () =>
    new Table(
      [...someTable.columns].map(([name, column]) => [
        name,
        column.kind === 'numeric'
          ? { kind: 'numeric', values: column.values.slice() }
          : { ...column, codes: column.codes.slice() },
      ]),
    );

  it.each([
    ['all rows', undefined],
    ['rows in another order', [4, 0, 5, 1, 3, 2]],
    ['some rows', [1, 3, 5]],
  ])('writes the same design over the table: %s', (_, rows) => {
    const fitted = new Preprocessor(someFeatures, { minLevelCount: 2 }).fit(someTable);
    const table = copyOfTable();
    const options = rows === undefined ? {} : { rows };
    const inPlace = fitted.transform(table, { ...options, copy: false });
    expect(inPlace).toEqual(fitted.transform(someTable, options));
    expect(inPlace.numeric[0]!.values.buffer).toBe(table.numeric('visits').buffer);
  });

  it('refuses more rows than there is room for', () => {
    const fitted = new Preprocessor(someFeatures).fit(someTable);
    expect(() => fitted.transform(copyOfTable(), { rows: [0, 1, 2, 3, 4, 5, 5], copy: false })).toThrow(
      expect.objectContaining({ code: 'no_room' }),
    );
  });

  it('cuts a design into the rows asked for', () => {
    const design = new Preprocessor(someFeatures).fit(someTable).transform(someTable);
    const part = designRows(design, 2, 5);
    expect(part.nRows).toBe(3);
    expect(part.numeric[0]!.values).toEqual(design.numeric[0]!.values.slice(2, 5));
    expect(part.categorical[0]!.codes).toEqual(design.categorical[0]!.codes.slice(2, 5));
  });
});

describe('Preprocessor, errors', () => {
  const one = new Preprocessor([{ name: 'x', kind: 'numeric' }]);
  it.each([
    ['empty_table', () => one.fit(new Table([['x', numbers([])]]))],
    ['unknown_column', () => one.fit(new Table([['y', numbers([1])]]))],
    ['wrong_column_kind', () => one.fit(new Table([['x', levels(['a'])]]))],
    ['infinite_value', () => one.fit(new Table([['x', numbers([1, Number.NEGATIVE_INFINITY])]]))],
    ['value_too_large', () => one.fit(new Table([['x', numbers([1e200, -1e200])]]))],
    ['unknown_column', () => one.fit(new Table([['x', numbers([1])]])).transform(new Table([['y', numbers([1])]]))],
    ['bad_preprocessor', () => new Preprocessor([someFeatures[0], someFeatures[0]])],
    ['bad_preprocessor', () => new Preprocessor([], { minLevelCount: 0 })],
  ])('throws %s', (code, run) => {
    expect(run).toThrow(expect.objectContaining({ code }));
  });
});
