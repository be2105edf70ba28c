import { logLoss } from '@propensity/core';
import { medianSeconds } from '../median.js';
import { denseUsers } from './dense-users.js';
import { FITTERS, type FitterName } from './fitters.js';

/** What a small dense fit took, and how good it is. */
export interface FitResult {
  /** Of the first fit in its process. */
  readonly fit_seconds: number;
  /** Microseconds per row, all rows at once. */
  readonly predict_us: number;
  /** Mean over the rows that were fitted. */
  readonly log_loss: number;
}

/** Fits by one of `FITTERS`. */
export async function measureFit(name: FitterName, nRows: number, nColumns: number): Promise<FitResult> {
  const { design, y } = denseUsers(nRows, nColumns);
  const begun = performance.now();
  const predict = FITTERS[name].fit(design, y);
  const fitted = performance.now();
  return {
    fit_seconds: (fitted - begun) / 1000,
    predict_us: (1e6 * (await medianSeconds(predict))) / nRows,
    log_loss: logLoss(y, Float64Array.from(predict())),
  };
}
