/** The allowed values of `training.estimator`. `candidatesOf` maps them to families. */
export const ESTIMATOR_NAMES = ['logistic-regression', 'ml-logistic-regression'] as const;

export type EstimatorName = (typeof ESTIMATOR_NAMES)[number];
