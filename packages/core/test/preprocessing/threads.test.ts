import { describe, expect, it } from 'vitest';
import { compute as work } from '../../src/compute.js';
import { computeContext } from '../../src/compute-context/fastest-compute.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { Table } from '../../src/table/table.js';
import { doubles, integers } from '../../src/threads/shared-memory.js';

const nRows = 600_000;
const features = [
  { name: 'spent', kind: 'numeric', unit: 'amount' },
  { name: 'share', kind: 'numeric' },
  { name: 'plan', kind: 'categorical' },
] as const;

function someTable(infinite = false): Table {
  const spent = doubles(nRows, true);
  const share = doubles(nRows, true);
  const codes = integers(nRows, true);
  for (let i = 0; i < nRows; i++) {
    spent[i] = i % 13 === 0 ? Number.NaN : (i * 7919) % 1009;
    share[i] = Math.sin(i);
    codes[i] = (i % 5) - 1;
  }
  if (infinite) share[5] = Number.POSITIVE_INFINITY;
  return new Table([
    ['spent', { kind: 'numeric', values: spent }],
    ['share', { kind: 'numeric', values: share }],
    ['plan', { kind: 'categorical', codes, levels: ['a', 'b', 'c', 'd'] }],
  ]);
}

const rows = Array.from({ length: nRows / 2 }, (_, i) => nRows - 1 - 2 * i);
/** A thread that does everything as soon as it is asked, and one that never comes. */
const eager = computeContext({ post: work });
const absent = computeContext({ post: () => {} });

describe('preprocessing with threads', () => {
  it('learns and transforms the same, copied and in place', () => {
    const fitted = new Preprocessor(features).fit(someTable());
    const expected = fitted.transform(someTable(), { rows });
    for (const compute of [eager, absent]) {
      expect(new Preprocessor(features).fit(someTable(), undefined, compute).transformers).toEqual(fitted.transformers);
      expect(fitted.transform(someTable(), { rows, shared: true, compute })).toEqual(expected);
      expect(fitted.transform(someTable(), { rows, copy: false, shared: true, compute })).toEqual(expected);
    }
  });

  it('says which code is not a level, whichever thread met it, copied and in place', () => {
    const fitted = new Preprocessor(features).fit(someTable());
    for (const compute of [undefined, eager, absent]) {
      for (const copy of [true, false]) {
        const table = someTable();
        table.categorical('plan').codes[400_001] = 4;
        expect(() => fitted.transform(table, { rows, copy, shared: true, compute })).toThrow(
          'The categorical column "plan" has 4 levels; row 400001 has the code 4.',
        );
      }
    }
  });

  it('says which column is infinite, whichever thread met it', () => {
    expect(() => new Preprocessor(features).fit(someTable(true), undefined, eager)).toThrow(/"share"/);
  });
});
