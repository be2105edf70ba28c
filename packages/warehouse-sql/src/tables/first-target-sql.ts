import type { Dialect } from '../dialect/dialect.js';
import { TARGET_COLUMN } from './table-definitions.js';

/**
 * The target of the oldest model, as an expression; NULL without models. Tables of earlier versions hold one target and do not
 * name it: this one.
 * @param metadata name of `ma_model_training_metadata`
 */
export function firstTargetSql(dialect: Dialect, metadata: string): string {
  const models = dialect.table(metadata);
  return `(SELECT MIN(target_event) FROM ${models} WHERE trained_at = (SELECT MIN(trained_at) FROM ${models}))`;
}

/** Fills the target into the rows of a table that had no such column. Where every row has one, nothing changes. */
export function fillTargetSql(dialect: Dialect, table: string, metadata: string): string {
  const target = dialect.identifier(TARGET_COLUMN.name);
  return `UPDATE ${dialect.table(table)} SET ${target} = ${firstTargetSql(dialect, metadata)} WHERE ${target} IS NULL`;
}
