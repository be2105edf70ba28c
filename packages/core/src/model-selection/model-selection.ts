import type { CalibrationCandidate } from '../calibration-fitting/choose-calibration.js';
import type { ReliabilityBin } from '../calibration-fitting/reliability.js';
import type { HeldOutLoss } from './held-out-loss.js';
import type { CandidateResult } from './select-candidate.js';

/** The candidates and calibrations that were tried, with their results on held-out rows, folds by user. */
export interface ModelSelection {
  /** Simplest first. */
  readonly candidates: readonly CandidateResult[];
  readonly calibrations: readonly CalibrationCandidate[];
  /** Predicted against observed for the chosen calibration, each row calibrated by the other folds. */
  readonly reliability: readonly ReliabilityBin[];
}

/** The result of one penalty. `C` is null without a penalty. */
export interface PenaltyResult extends HeldOutLoss {
  readonly C: number | null;
}

/** A selection as the training job returns and prints it. */
export interface ReportedSelection extends ModelSelection {
  /** The candidates that have a penalty, as they were listed before there were other families. */
  readonly penalties: readonly PenaltyResult[];
}

export function reportedSelection(selection: ModelSelection): ReportedSelection {
  const penalties = selection.candidates.flatMap(
    ({ hyperparameters: { C }, log_loss, standard_error, interval, gain }) =>
      gain === undefined && (typeof C === 'number' || C === null) ? [{ C, log_loss, standard_error, interval }] : [],
  );
  return { ...selection, penalties };
}
