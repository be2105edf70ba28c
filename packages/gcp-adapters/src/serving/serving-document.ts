import { createHash } from 'node:crypto';
import type { ProbaResult } from '@propensity/core/jobs';

/** The fields of a document, beside those of the prediction. */
export interface ServingDocument extends ProbaResult {
  /** The filling that it is of: see `serving-marker.ts`. */
  readonly filling: string;
}

/**
 * The name of a user's document: user ids may hold slashes, be dots, or be longer than the 1,500 bytes that a name may have. 64 hex digits, spread
 * evenly, as Firestore wants the names of what is written one after the other.
 */
export function documentIdOf(userId: string, target: string): string {
  // As JSON, so that no two pairs make one text; half a surrogate pair is escaped, and stays what it was.
  return createHash('sha256')
    .update(JSON.stringify([target, userId]))
    .digest('hex');
}

/** The document of a prediction. */
export function documentOf(row: ProbaResult, filling: string): ServingDocument {
  const { user_id, proba, predicted_week, predicted_at, model, target, horizon_days, selected } = row;
  return { user_id, proba, predicted_week, predicted_at, model, target, horizon_days, selected, filling };
}

/** The prediction in a document, or null where it is not one of this user for this target: somebody else wrote it. */
export function predictionIn(
  fields: Readonly<Record<string, unknown>>,
  userId: string,
  target: string,
): ProbaResult | null {
  const { proba, predicted_week, predicted_at, model, horizon_days, selected } = fields;
  const isOurs =
    fields.user_id === userId &&
    fields.target === target &&
    typeof proba === 'number' &&
    proba >= 0 &&
    proba <= 1 &&
    typeof predicted_week === 'string' &&
    typeof predicted_at === 'string' &&
    typeof model === 'string' &&
    (horizon_days === null || typeof horizon_days === 'number') &&
    (selected === null || typeof selected === 'boolean');
  if (!isOurs) return null;
  return { user_id: userId, proba, predicted_week, predicted_at, model, target, horizon_days, selected };
}
