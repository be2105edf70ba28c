/** What `training.estimator` may be. Which family an estimator belongs to, `candidatesOf` knows. */
export const ESTIMATOR_NAMES = ['logistic-regression', 'ml-logistic-regression'] as const;

export type EstimatorName = (typeof ESTIMATOR_NAMES)[number];
