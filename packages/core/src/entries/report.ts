export { report } from '../report/report.js';
export type {
  DriftedFeature,
  MeasureEffect,
  PendingWeek,
  PrecisionRecallPoint,
  ReportData,
  ReportedColumn,
  ReportedCurves,
  ReportedDrift,
  ReportedDriftWeek,
  ReportedModel,
  ReportedNote,
  ReportedQuality,
  ReportedRanking,
  ReportedRows,
  ReportedScores,
  ReportedShapes,
  ReportedTop,
  ReportedWeek,
  ReportedWorth,
  RocPoint,
} from '../report/report-data.js';
export { WEEKS_READ } from '../report/weeks-to-read.js';
