import { MlLogisticRegression } from '@propensity/core/linear-model';
import type { Fitter } from './fitter.js';

/** The package as `training.estimator: "ml-logistic-regression"` uses it: a bias, standardised columns, a step that descends. */
export const fitByMlEstimator: Fitter = (design, y) => {
  const model = new MlLogisticRegression().fit(design, y);
  return () => model.decisionFunction(design).map((eta) => 1 / (1 + Math.exp(-eta)));
};
