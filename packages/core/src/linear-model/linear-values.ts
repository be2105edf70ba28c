import { PLAIN_COMPUTE } from '../compute-context/compute-context.js';
import { PropensityError } from '../errors/propensity-error.js';
import { otherCode } from '../preprocessing/check-codes.js';
import { areLevelsShared, levelAt } from '../row-sources/level-source.js';
import { areNumbersShared } from '../row-sources/number-source.js';
import { leadItems, newItems } from '../threads/shared-items.js';
import { doubles, integers } from '../threads/shared-memory.js';
import type { LinearColumns, LinearOutput } from './linear-columns.js';
import { LinearTiles } from './linear-tiles.js';
import { ITEM_ROWS, linearItem, nItems, type SharedLinear } from './shared-linear.js';

/** From this many rows on, threads help. */
const SHARED_FROM_ROWS = 8 * ITEM_ROWS;

/**
 * One number per row.
 * @param compute threads help with many rows, where all columns are in shared memory
 * @throws PropensityError `infinite_value` for a row whose η is not finite, `bad_codes` for one with a code that is not
 * a level
 */
export function linearValues(columns: LinearColumns, output: LinearOutput, compute = PLAIN_COMPUTE): Float64Array {
  const { nRows } = columns;
  const { threads, openKernels } = compute;
  if (threads !== undefined && nRows >= SHARED_FROM_ROWS && areShared(columns)) {
    const shared: SharedLinear = {
      kind: 'linear',
      columns,
      output,
      result: doubles(nRows, true),
      badRow: integers(1, true),
      control: newItems(),
    };
    threads.post(shared);
    const isDone = leadItems(shared.control, nItems(shared), linearItem(shared, openKernels));
    if (shared.badRow[0] !== 0) throw noScore(columns, shared.badRow[0]! - 1);
    if (isDone) return shared.result;
  }
  const result = new Float64Array(nRows);
  const bad = new LinearTiles(columns, output, openKernels).run(0, nRows, result);
  if (bad >= 0) throw noScore(columns, bad);
  return result;
}

function areShared({ dense, levels }: LinearColumns): boolean {
  return dense.every(({ source }) => areNumbersShared(source)) && levels.every(({ source }) => areLevelsShared(source));
}

function noScore({ levels }: LinearColumns, row: number): PropensityError {
  const codes = levels.map(({ source }) => levelAt(source, row));
  const column = codes.findIndex((code, k) => code < -1 || code >= levels[k]!.coef.length);
  if (column < 0) return infiniteValue(`row ${row}`);
  return otherCode(`number ${column + 1} of the model`, levels[column]!.coef.length, row, codes[column]!);
}

export function infiniteValue(where: string): PropensityError {
  return new PropensityError('infinite_value', `The score of ${where} is not finite.`, {
    hint: 'Replace infinite feature values by a number, or leave them empty to have them treated as missing.',
  });
}
