import LogisticRegression from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';
import type { Fitter } from './fitter.js';

/** As many as the wrapped one takes; the package's default of 50,000 would take minutes. */
const NUM_STEPS = 1000;
/** The package's default. */
const LEARNING_RATE = 5e-4;

/** The package by itself: without an intercept. */
export const fitByMlPackage: Fitter = ({ nRows, nColumns, numeric }, y) => {
  const X = new Matrix(nRows, nColumns);
  for (const { values, coefIndex } of numeric) X.setColumn(coefIndex, values);
  const model = new LogisticRegression({ numSteps: NUM_STEPS, learningRate: LEARNING_RATE });
  model.train(X, Matrix.columnVector(y));
  // Of a class i it learns "is not i".
  return () => model.classifiers[0]!.testScores(X);
};
