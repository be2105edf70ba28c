import { type Column, Table } from '@propensity/core';
import { LevelCodes } from '@propensity/core/table';
import { CATEGORICAL_NAMES, NUMERIC_NAMES, type SyntheticUsersOptions, syntheticUsers } from './synthetic-users.js';

/** Users in columns. */
export interface SyntheticTable {
  readonly features: Table;
  /** The true probability of the label 1, one per row. */
  readonly truth: Float64Array;
}

/** `syntheticUsers` in columns; a missing number is NaN. */
export function syntheticTable(options: SyntheticUsersOptions): SyntheticTable {
  const values = NUMERIC_NAMES.map(() => new Float64Array(options.rows));
  const codes = CATEGORICAL_NAMES.map(() => new Int32Array(options.rows));
  const known = CATEGORICAL_NAMES.map(() => new LevelCodes());
  const truth = new Float64Array(options.rows);
  let row = 0;
  for (const { numbers, levels, probability } of syntheticUsers(options)) {
    for (const [j, value] of numbers.entries()) values[j]![row] = value ?? Number.NaN;
    for (const [k, level] of levels.entries()) codes[k]![row] = known[k]!.code(level);
    truth[row++] = probability;
  }
  const features = new Table([
    ...NUMERIC_NAMES.map((name, j): [string, Column] => [name, { kind: 'numeric', values: values[j]! }]),
    ...CATEGORICAL_NAMES.map((name, k): [string, Column] => [name, known[k]!.column(codes[k]!)]),
  ]);
  return { features, truth };
}
