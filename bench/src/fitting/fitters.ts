import { fitByLogisticRegression } from './fit-by-logistic-regression.js';
import { fitByMlEstimator } from './fit-by-ml-estimator.js';
import { fitByMlPackage } from './fit-by-ml-package.js';
import type { Fitter } from './fitter.js';

/** Who fits, by the name that `--only` takes. */
export const FITTERS = {
  propensity: { title: 'propensity `LogisticRegression`', fit: fitByLogisticRegression },
  'ml-wrapped': {
    title: 'ml-logistic-regression, 1000 steps, wrapped by `MlLogisticRegression`',
    fit: fitByMlEstimator,
  },
  'ml-as-published': { title: 'ml-logistic-regression, 1000 steps, as published', fit: fitByMlPackage },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly fit: Fitter }>>;

export type FitterName = keyof typeof FITTERS;
