import { expect, it } from 'vitest';
import { BinCoder } from '../../src/additive-model/feature-bins.js';
import { fitBins } from '../../src/additive-model/fit-bins.js';
import { Table } from '../../src/table/table.js';

it('asks a column for its codes once, not for every row: those of chosen rows are gathered whenever they are asked for', () => {
  let asked = 0;
  const codes = Int32Array.from({ length: 600 }, (_, row) => row % 3);
  const column = {
    kind: 'categorical' as const,
    levels: ['a', 'b', 'c'],
    get codes() {
      asked++;
      return codes;
    },
  };
  const features = new Table([['device', column]], codes.length);
  asked = 0;
  const transformer = {
    kind: 'categorical' as const,
    name: 'device',
    levels: column.levels,
    rareLevels: [],
    hasMissing: false,
  };
  const [bins] = fitBins([transformer], { features, rows: undefined, weight: null });
  expect(bins).toEqual({ kind: 'categorical', levels: ['a', 'b', 'c'], hasMissing: false });
  const coded = new Uint8Array(codes.length);
  new BinCoder('device', bins!).over(features)(0, coded);
  expect([...coded.subarray(0, 3)]).toEqual([1, 2, 3]);
  expect(asked).toBeLessThanOrEqual(4);
});
