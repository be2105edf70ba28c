import { PropensityError } from '../errors/propensity-error.js';
import { type Row, Table } from '../table/table.js';
import { tableFromRows } from '../table/table-from-rows.js';
import type { PreprocessorFeature } from './preprocessor.js';

/** Choices about the columns of a table; everything else follows from the table. */
export interface ColumnChoices {
  /** Columns that are categories although they hold numbers, such as a postal code. */
  readonly categorical?: readonly string[];
  /** Columns of skewed amounts or counts: sign(x)·ln(1 + |x|) is taken before they are standardised. */
  readonly log1p?: readonly string[];
}

/**
 * The features of a table: every column, a number where all its known values are numbers or booleans, else a category.
 * @throws PropensityError `empty_table` without rows or columns, `unknown_column` for a choice that names no column, or
 * `wrong_column_kind` for `log1p` of a category
 */
export function featuresOf(X: Table | readonly Row[], choices: ColumnChoices = {}): PreprocessorFeature[] {
  const kinds = X instanceof Table ? kindsOfTable(X) : kindsOfRows(X);
  if (kinds.size === 0)
    throw new PropensityError('empty_table', 'There is nothing to fit: X has no rows or no columns.');
  for (const name of [...(choices.categorical ?? []), ...(choices.log1p ?? [])]) {
    if (!kinds.has(name)) {
      throw new PropensityError(
        'unknown_column',
        `There is no column "${name}"; X has: ${[...kinds.keys()].join(', ')}.`,
        {
          kind: 'usage',
        },
      );
    }
  }
  for (const name of choices.categorical ?? []) {
    if (X instanceof Table && kinds.get(name) === 'numeric') {
      throw new PropensityError(
        'wrong_column_kind',
        `Column "${name}" of the table is numeric where a category is needed.`,
        {
          kind: 'usage',
          hint: 'Make it a categorical column of the table.',
        },
      );
    }
    kinds.set(name, 'categorical');
  }
  const log1p = new Set(choices.log1p);
  return [...kinds].map(([name, kind]) => {
    if (kind === 'numeric') return { name, kind, log1p: log1p.has(name) };
    if (!log1p.has(name)) return { name, kind };
    throw new PropensityError('wrong_column_kind', `Column "${name}" is a category: it has no logarithm.`, {
      kind: 'usage',
    });
  });
}

/**
 * The rows as a table with one column per feature. A cell that a row lacks is missing.
 * @throws PropensityError as `tableFromRows`
 */
export function tableOf(X: Table | readonly Row[], features: readonly PreprocessorFeature[]): Table {
  return X instanceof Table ? X : tableFromRows(features, X);
}

/**
 * The labels of a table's rows as numbers.
 * @throws PropensityError `shape_mismatch`, `bad_labels` (not 0, 1 or a boolean)
 */
export function labelsOf(y: ArrayLike<number | boolean>, nRows: number): Float64Array {
  if (y.length !== nRows) {
    throw new PropensityError('shape_mismatch', `There are ${y.length} labels for ${nRows} rows.`);
  }
  return Float64Array.from(y, (label, row) => {
    const number = Number(label);
    if (number === 0 || number === 1) return number;
    throw new PropensityError('bad_labels', `Labels must be 0 or 1; row ${row} has ${label}.`);
  });
}

function kindsOfTable({ columns }: Table): Map<string, PreprocessorFeature['kind']> {
  return new Map([...columns].map(([name, { kind }]) => [name, kind]));
}

function kindsOfRows(rows: readonly Row[]): Map<string, PreprocessorFeature['kind']> {
  const kinds = new Map<string, PreprocessorFeature['kind']>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === 'string') kinds.set(name, 'categorical');
      else if (!kinds.has(name)) kinds.set(name, 'numeric');
    }
  }
  return kinds;
}
