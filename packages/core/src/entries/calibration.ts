export { applyCalibration, calibrateLogit } from '../calibration/apply-calibration.js';
export type {
  Calibration,
  CalibrationMethod,
  FittedCalibration,
  RecalibratedCalibration,
} from '../calibration/calibration.js';
export { type SmoothCalibration, smoothLogit } from '../calibration/smooth-logit.js';
export {
  type CalibrationCandidate,
  type ChooseCalibrationOptions,
  type ChosenCalibration,
  chooseCalibration,
  MIN_RELATIVE_GAIN,
} from '../calibration-fitting/choose-calibration.js';
export type { CountOptions } from '../calibration-fitting/count-options.js';
export { type BetaCalibration, fitBeta } from '../calibration-fitting/fit-beta.js';
export { fitIsotonic, type IsotonicCalibration } from '../calibration-fitting/fit-isotonic.js';
export { fitPlatt, type PlattCalibration } from '../calibration-fitting/fit-platt.js';
export { fitSmooth } from '../calibration-fitting/fit-smooth.js';
export { type IsotonicBlock, isotonicRegression } from '../calibration-fitting/isotonic-regression.js';
export { type ReliabilityBin, reliability } from '../calibration-fitting/reliability.js';
export { clampLogit, MAX_LOGIT, sigmoid } from '../special-functions/sigmoid.js';
