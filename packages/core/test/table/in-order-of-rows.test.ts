import fc from 'fast-check';
import { expect, test } from 'vitest';
import { categoricalColumn, inOrderOfRows } from '../../src/entries/table.js';

test('a column of codes, in any order and with levels that no row has, becomes the column of its texts', () => {
  const levels = ['b', 'never', 'a', '', 'c'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(-1, 0, 2, 3, 4), { maxLength: 30 }), (codes) => {
      const texts = codes.map((code) => (code < 0 ? null : levels[code]!));
      expect(inOrderOfRows(Int32Array.from(codes), levels)).toEqual(categoricalColumn(texts));
    }),
    { seed: 20261127 },
  );
});
