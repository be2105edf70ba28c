import { categoricalColumn } from '@propensity/core/table';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnFiller } from '../../src/readers/column-filler.js';

const REQUESTS = [
  { name: 'n', kind: 'numeric' },
  { name: 'c', kind: 'categorical' },
] as const;

interface Row {
  readonly n: number | null;
  readonly c: string | null;
}

function filled(rows: readonly Row[], order: readonly number[]) {
  const filler = new ColumnFiller(REQUESTS, rows.length);
  for (const row of order) {
    filler.claim(row);
    filler.set(0, row, rows[row]!.n === null ? null : String(rows[row]!.n));
    filler.set(1, row, rows[row]!.c);
  }
  return filler.finish();
}

describe('ColumnFiller', () => {
  it('gives the same columns whatever order the rows come in', () => {
    const row = fc.record({
      n: fc.option(fc.double({ noNaN: true }).map((n) => n + 0)),
      c: fc.option(fc.constantFrom('', 'a', 'b', 'c', 'NULL')),
    });
    const shuffledRows = fc
      .array(row, { maxLength: 40 })
      .chain((rows) =>
        fc.tuple(
          fc.constant(rows),
          fc.shuffledSubarray([...rows.keys()], { minLength: rows.length, maxLength: rows.length }),
        ),
      );
    fc.assert(
      fc.property(shuffledRows, ([rows, order]) => {
        const [n, c] = filled(rows, order);
        expect(n).toEqual({ kind: 'numeric', values: Float64Array.from(rows, (each) => each.n ?? Number.NaN) });
        expect(c).toEqual(categoricalColumn(rows.map((each) => each.c)));
      }),
    );
  });

  it('refuses a row that comes twice', () => {
    const filler = new ColumnFiller(REQUESTS, 2);
    filler.claim(1);
    expect(() => filler.claim(1)).toThrow(expect.objectContaining({ code: 'rows_damaged' }));
  });

  it('refuses a row that cannot be', () => {
    expect(() => new ColumnFiller(REQUESTS, 2).claim(2)).toThrow(expect.objectContaining({ code: 'rows_damaged' }));
    expect(() => new ColumnFiller(REQUESTS, 2).claim(Number.NaN)).toThrow(
      expect.objectContaining({ code: 'rows_damaged' }),
    );
  });

  it('refuses to end before every row has come', () => {
    const filler = new ColumnFiller(REQUESTS, 2);
    filler.claim(0);
    expect(() => filler.finish()).toThrow(expect.objectContaining({ code: 'rows_damaged' }));
  });
});
