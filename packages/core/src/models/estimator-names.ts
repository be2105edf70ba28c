/** What `training.estimator` may be, and what the artifact calls it. */
export const ESTIMATOR_NAMES = {
  'logistic-regression': 'LogisticRegression',
  'ml-logistic-regression': 'MlLogisticRegression',
} as const;

export type EstimatorName = keyof typeof ESTIMATOR_NAMES;
