import type { ModelAction, ModelChange } from '@propensity/core/registry';
import type { SqlRow } from './sql-row.js';

/** A row that `modelChangesSql` selects. */
export interface ModelChangeRow {
  readonly sequence: number;
  readonly change_id: string;
  readonly target: string;
  readonly action: ModelAction;
  readonly model: string;
  readonly passed_over_json: string;
  readonly changed_by: string;
  readonly changed_at: string;
  readonly why: string;
}

/** The decision from which `modelChangeRow` made the row. */
export function modelChangeOf(row: ModelChangeRow): ModelChange {
  return {
    sequence: Number(row.sequence),
    changeId: row.change_id,
    target: row.target,
    action: row.action,
    model: row.model,
    passedOver: JSON.parse(row.passed_over_json) as string[],
    by: row.changed_by,
    at: row.changed_at,
    why: row.why,
  };
}

/** The row of `ma_model_changes` for a decision. */
export function modelChangeRow(change: ModelChange): SqlRow {
  return {
    sequence: change.sequence,
    change_id: change.changeId,
    target: change.target,
    action: change.action,
    model: change.model,
    passed_over_json: JSON.stringify(change.passedOver),
    changed_by: change.by,
    changed_at: change.at,
    why: change.why,
  };
}
