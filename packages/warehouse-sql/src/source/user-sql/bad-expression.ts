import { PropensityError } from '@propensity/core';

/**
 * The refusal of SQL of a feature of the user's own.
 * @param what the end of "The SQL of the feature … ", without a full stop
 */
export function badExpression(feature: string, what: string, hint: string, cause?: unknown): PropensityError {
  return new PropensityError('bad_feature', `The SQL of the feature "${feature}" ${what}.`, {
    kind: 'usage',
    hint,
    details: { feature },
    cause,
  });
}

/** The refusal of an expression that the engine cannot compute. @param said the engine's reason, on one line */
export function uncomputableExpression(feature: string, said: string, cause: unknown): PropensityError {
  return badExpression(feature, `cannot be computed: ${said}`, 'Correct its sql in features.add.', cause);
}
