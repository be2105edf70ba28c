import { type PreprocessorFeature, PropensityError, Table } from '@propensity/core';
import type { ColumnKind } from './column-choice.js';
import type { CsvPartReader } from './csv-part.js';
import { labelColumn } from './label-column.js';
import { readTable } from './read-table.js';

/** What of a file is learned from what. */
export interface ExperimentOptions {
  readonly label: string;
  /** The label of a positive row; default: 1, true or yes. */
  readonly positive?: string;
  /** Columns that are categories; the others are numbers. */
  readonly categorical?: readonly string[];
  /** Columns to leave out. */
  readonly drop?: readonly string[];
}

/** A file's columns and how its rows are split. */
export interface Experiment {
  readonly features: readonly PreprocessorFeature[];
  readonly table: Table;
  /** 0 or 1, one per row. */
  readonly labels: Uint8Array;
  /** Row indices, ascending, in shared memory: data rows 0, 5, 10, … test, the others train. */
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

const TEST_EVERY = 5;

/** @throws PropensityError of the readers, and `unknown_column`, `no_features` and those of `labelColumn` */
export async function readExperiment(
  path: string,
  options: ExperimentOptions,
  threads: readonly CsvPartReader[] = [],
): Promise<Experiment> {
  const { label, positive } = options;
  const read = await readTable(path, (header) => kindsOf(header, options), threads);
  const labels = labelColumn(label, read.categorical(label), positive);
  const table = new Table([...read.columns].filter(([name]) => name !== label));
  return {
    features: [...table.columns].map(([name, { kind }]) => ({ name, kind })),
    table,
    labels,
    train: rowsWhere(table.nRows, (row) => row % TEST_EVERY !== 0),
    test: rowsWhere(table.nRows, (row) => row % TEST_EVERY === 0),
  };
}

function kindsOf(header: readonly string[], options: ExperimentOptions): Map<string, ColumnKind> {
  const { label, categorical = [], drop = [] } = options;
  const unknown = [label, ...categorical, ...drop].find((name) => !header.includes(name));
  if (unknown !== undefined) {
    throw new PropensityError('unknown_column', `There is no column "${unknown}".`, {
      kind: 'usage',
      hint: `The file has: ${header.join(', ')}.`,
    });
  }
  const features = header.filter((name) => name !== label && !drop.includes(name));
  if (features.length === 0) {
    throw new PropensityError('no_features', 'No column is left to learn from.', { kind: 'usage' });
  }
  const kinds = new Map(
    features.map((name): [string, ColumnKind] => [name, categorical.includes(name) ? 'categorical' : 'numeric']),
  );
  return kinds.set(label, 'categorical');
}

function rowsWhere(nRows: number, isChosen: (row: number) => boolean): Uint32Array {
  const rows = new Uint32Array(new SharedArrayBuffer(4 * nRows));
  let count = 0;
  for (let row = 0; row < nRows; row++) if (isChosen(row)) rows[count++] = row;
  return rows.subarray(0, count);
}
