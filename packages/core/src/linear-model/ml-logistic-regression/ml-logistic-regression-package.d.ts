/** The part of ml-logistic-regression 2.0.0, which has no types, that is used. */
declare module 'ml-logistic-regression' {
  import type { Matrix } from 'ml-matrix';

  interface TwoClassModel {
    /** 1 × number of columns. */
    readonly weights: Matrix;
    testScores(X: Matrix): number[];
  }

  export default class LogisticRegression {
    constructor(options: { readonly numSteps: number; readonly learningRate: number });
    readonly classifiers: readonly TwoClassModel[];
    train(X: Matrix, y: Matrix): void;
  }
}
