import type { Calibration } from '../calibration/calibration.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';

/** What a fit learned, as plain data: what an artifact carries under `model`. Its `kind` names its family. */
export interface StoredModel {
  readonly kind: string;
}

/** The part of an artifact that scores: from raw feature values to a probability. */
export interface Scorable<M> {
  readonly preprocessing: readonly FittedTransformer[];
  readonly model: M;
  readonly calibration: Calibration;
}
