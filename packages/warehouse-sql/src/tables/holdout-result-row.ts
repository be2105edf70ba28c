import type { HoldoutComparison } from '@propensity/core/holdout';
import type { Dialect } from '../dialect/dialect.js';
import type { SqlRow } from './sql-row.js';

/** The row of `ma_holdout_results` for a comparison. @param evaluatedAt ISO 8601, UTC */
export function holdoutResultRow(comparison: HoldoutComparison, target: string, evaluatedAt: string): SqlRow {
  const { interval } = comparison;
  return {
    target,
    destination: comparison.destination,
    through_week: comparison.through_week,
    evaluated_at: evaluatedAt,
    weeks: comparison.weeks,
    exported: comparison.exported.n,
    exported_converted: comparison.exported.converted,
    held_out: comparison.held_out.n,
    held_out_converted: comparison.held_out.converted,
    exported_share: comparison.exported_share,
    held_out_share: comparison.held_out_share,
    difference: comparison.difference,
    difference_low: interval?.[0] ?? null,
    difference_high: interval?.[1] ?? null,
    design_effect: comparison.design_effect,
    stated_difference: comparison.stated_difference,
    detectable_difference: comparison.detectable_difference,
    weeks_missing: comparison.weeks_missing,
    result: JSON.stringify(comparison),
  };
}

/** `result`, a `HoldoutComparison` as JSON text, of every comparison of a target, by destination, then week. */
export function holdoutResultsSql(dialect: Dialect, table: string, target: string): string {
  return `SELECT result FROM ${dialect.table(table)} WHERE target = ${dialect.string(target)} ORDER BY destination, through_week`;
}
