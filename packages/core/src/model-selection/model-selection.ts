import type { CalibrationCandidate } from '../calibration-fitting/choose-calibration.js';
import type { ReliabilityBin } from '../calibration-fitting/reliability.js';
import type { PenaltyCandidate } from './select-candidate.js';

/** What was tried on held-out rows, folds by user, and how it did. */
export interface ModelSelection {
  readonly penalties: readonly PenaltyCandidate[];
  readonly calibrations: readonly CalibrationCandidate[];
  /** Predicted against observed of the chosen calibration, each row calibrated by the other folds. */
  readonly reliability: readonly ReliabilityBin[];
}
