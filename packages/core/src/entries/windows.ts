export {
  addDays,
  type CalendarDay,
  dayAt,
  dayOfSuffix,
  daysBetween,
  daysOf,
  missingRanges,
  parseDay,
  startOfDayMicros,
  suffixOfDay,
  unionOfRanges,
} from '../windows/calendar-day.js';
export { type CalendarOptions, describeDays, ExportCalendar } from '../windows/export-calendar.js';
export type { ExportDay } from '../windows/export-day.js';
export type { CalendarWindows, SnapshotCalendar } from '../windows/snapshot-calendar.js';
export { TableCalendar, type TableCalendarOptions, type TableSnapshot } from '../windows/table-calendar.js';
export { type TrainingPlan, trainingPlan } from '../windows/training-plan.js';
export {
  daysBeforeNeeded,
  exportDaysNeeded,
  fittingWindows,
  type SnapshotSpacing,
  type TrainingWindows,
  type WindowLimits,
} from '../windows/training-windows.js';
export { USER_BUCKET_SALT, userBucket } from '../windows/user-bucket.js';
export { inUserSample, SAMPLE_SCALE } from '../windows/user-sample.js';
export { QUARTER_MICROS, type ZoneEvidence } from '../zone/zone-evidence.js';
export { type FittingZones, fittingZones, type ZoneFit, zoneEvidenceOf, zoneFit } from '../zone/zone-fit.js';
export { type ZoneVerdict, zoneVerdict } from '../zone/zone-verdict.js';
