import { LogisticRegression } from '@propensity/core';
import type { Fitter } from './fitter.js';

/** So weak a penalty that it is as good as none, like the peer's. */
const C = 1e4;

/** `LogisticRegression`, to convergence. */
export const fitByLogisticRegression: Fitter = (design, y) => {
  const model = new LogisticRegression({ C }).fit(design, y);
  return () => model.decisionFunction(design).map((eta) => 1 / (1 + Math.exp(-eta)));
};
