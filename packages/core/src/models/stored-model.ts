import type { Calibration } from '../calibration/calibration.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';

/** What a fit learned, as plain data, stored as `model` in an artifact. Its `kind` names its family. */
export interface StoredModel {
  readonly kind: string;
}

/** The part of an artifact that scoring needs: from raw feature values to a probability. */
export interface Scorable<M> {
  readonly preprocessing: readonly FittedTransformer[];
  readonly model: M;
  readonly calibration: Calibration;
}
