/** The allowed values of `training.estimator`. `contestOf` maps them to families. */
export const ESTIMATOR_NAMES = ['logistic-regression', 'additive-model', 'auto', 'ml-logistic-regression'] as const;

export type EstimatorName = (typeof ESTIMATOR_NAMES)[number];
