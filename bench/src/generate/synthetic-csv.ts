import {
  CATEGORICAL_NAMES,
  LABEL_NAME,
  NUMERIC_NAMES,
  type SyntheticUsersOptions,
  syntheticUsers,
} from './synthetic-users.js';

/** Lines of a CSV file of `syntheticUsers`, the header first; a missing number is empty. The same seed gives the same lines. */
export function* syntheticCsv(options: SyntheticUsersOptions): Generator<string> {
  yield [...NUMERIC_NAMES, ...CATEGORICAL_NAMES, LABEL_NAME].join(',');
  for (const { numbers, levels, label } of syntheticUsers(options)) {
    // Joined, null is empty.
    yield [...numbers, ...levels, label].join(',');
  }
}
