import type { DesignMatrix } from '@propensity/core';

/** A fit's way of predicting the rows that it was fitted to: P(y = 1), one per row. */
export type PredictProba = () => ArrayLike<number>;

/** Fits to a dense design. */
export type Fitter = (design: DesignMatrix, y: Float64Array) => PredictProba;
