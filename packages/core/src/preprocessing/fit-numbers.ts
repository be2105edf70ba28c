import { lengthOfCells } from '../table/coded-numbers.js';
import type { ComputeThreads } from '../threads/compute-threads.js';
import { leadItems, newItems, takeItems } from '../threads/shared-items.js';
import { doubles, isShared } from '../threads/shared-memory.js';
import { fitNumeric, type NumberColumn } from './fit-numeric.js';
import type { FittedNumeric } from './fitted-transformers.js';
import { chosenLength, type RowChoice } from './row-choice.js';

/** Numeric columns that several threads learn from; their values are in shared memory. */
export interface SharedNumbers {
  readonly kind: 'numbers';
  readonly columns: readonly NumberColumn[];
  readonly rows: RowChoice;
  /** `FIELDS` numbers per column. */
  readonly learned: Float64Array;
  readonly control: Int32Array;
}

/** Numbers per column: 1 when the fit succeeded, impute, mean, scale, and 1 for a missing indicator. */
const FIELDS = 5;
/** From this many cells on, threads help. */
const SHARED_FROM_CELLS = 1 << 20;

/** Learns from columns until none is left. */
export function helpWithNumbers(shared: SharedNumbers): void {
  takeItems(shared.control, shared.columns.length, numbersItem(shared));
}

/** `fitNumeric` of every column. @throws PropensityError `infinite_value` */
export function fitNumbers(
  columns: readonly NumberColumn[],
  rows: RowChoice,
  threads: ComputeThreads | undefined,
): FittedNumeric[] {
  const nRows = columns.length === 0 ? 0 : chosenLength(rows, lengthOfCells(columns[0]!.cells));
  let scratch: Float64Array | undefined;
  const alone = (column: NumberColumn) => {
    scratch ??= new Float64Array(nRows);
    return fitNumeric(column, rows, scratch);
  };
  const isWorthIt = columns.length * nRows >= SHARED_FROM_CELLS && columns.every(areShared);
  if (threads === undefined || !isWorthIt) return columns.map(alone);
  const shared: SharedNumbers = {
    kind: 'numbers',
    columns,
    rows,
    learned: doubles(FIELDS * columns.length, true),
    control: newItems(),
  };
  threads.post(shared);
  leadItems(shared.control, columns.length, numbersItem(shared));
  // A column that could not be learned from is tried again here, for its error; so is one whose thread was lost.
  return columns.map((column, item) => {
    const [isLearned, impute, mean, scale, indicator] = shared.learned.slice(FIELDS * item, FIELDS * (item + 1));
    if (isLearned !== 1) return alone(column);
    const { name, log1p } = column;
    return {
      kind: 'numeric',
      name,
      log1p,
      impute: impute!,
      mean: mean!,
      scale: scale!,
      missingIndicator: indicator === 1,
    };
  });
}

function numbersItem({ columns, rows, learned }: SharedNumbers): (item: number) => void {
  const scratch = new Float64Array(chosenLength(rows, lengthOfCells(columns[0]!.cells)));
  return (item) => {
    try {
      const { impute, mean, scale, missingIndicator } = fitNumeric(columns[item]!, rows, scratch);
      learned.set([1, impute, mean, scale, Number(missingIndicator)], FIELDS * item);
    } catch {
      learned[FIELDS * item] = 0;
    }
  };
}

function areShared({ cells }: NumberColumn): boolean {
  return isShared(cells instanceof Float64Array ? cells : cells.codes);
}
