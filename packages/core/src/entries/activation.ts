export {
  type ExportSettings,
  exportScores,
  type ScoreExportRequest,
  type ScoreExportResult,
  type WrittenFile,
} from '../activation/export-scores.js';
export { exportedMeanwhile, forgottenMeanwhile } from '../activation/exported-meanwhile.js';
export { type AudienceMember, dataManager } from '../activation/formats/data-manager.js';
export type { DestinationFormat, FormatSettings, FormatWriter } from '../activation/formats/destination-format.js';
export { DESTINATION_FORMATS } from '../activation/formats/destination-formats.js';
export {
  checkedRequest,
  type MeasurementProtocolRequest,
} from '../activation/formats/measurement-protocol.js';
export { noConsentKnown } from '../activation/no-consent-known.js';
export { chosenRows, type GivenScore, hasChanged, scoreRows } from '../activation/score-rows.js';
