/** How much of an export a training uses. */
export interface TrainingWindows {
  /** Days of behaviour before each snapshot. */
  readonly lookbackDays: number;
  /** Snapshots in all, S included. */
  readonly snapshots: number;
}

/** How far apart the snapshots of a training are. */
export interface SnapshotSpacing {
  readonly horizonDays: number;
  readonly everyDays: number;
}

/** What bounds the choice of windows. */
export interface WindowLimits {
  /** The windows to take where there are days enough. */
  readonly most: TrainingWindows;
  /** A lookback that is not to be changed; chosen when left out. */
  readonly lookbackDays?: number | undefined;
  /** A number of snapshots that is not to be changed; chosen when left out. */
  readonly snapshots?: number | undefined;
  /** No lookback that is chosen is shorter; 1 when left out. */
  readonly leastLookbackDays?: number | undefined;
}

const WEEK = 7;

/** Days before S that a training at S reads. */
export function daysBeforeNeeded({ lookbackDays, snapshots }: TrainingWindows, spacing: SnapshotSpacing): number {
  return lookbackDays + daysBetweenSnapshots(snapshots, spacing);
}

/** Days of export that a training needs, from the oldest day of behaviour to the last day of its labels. */
export function exportDaysNeeded(windows: TrainingWindows, spacing: SnapshotSpacing): number {
  return daysBeforeNeeded(windows, spacing) + spacing.horizonDays;
}

/**
 * The windows to train with where there are `days` days before S: `most` where they suffice; otherwise about the same share of the
 * days as behaviour, in whole weeks, and as many snapshots as the rest allows. A second snapshot, by which a model is tested out of
 * time, comes before a lookback of more than a week. The same days give the same windows.
 * @param days whole days from the first of the export to the day before S
 * @returns null where nothing within the limits fits
 */
export function fittingWindows(days: number, spacing: SnapshotSpacing, limits: WindowLimits): TrainingWindows | null {
  const { most } = limits;
  const lookbackDays = limits.lookbackDays ?? chosenLookback(days, spacing, limits);
  const least = limits.snapshots ?? 1;
  if (lookbackDays < 1 || daysBeforeNeeded({ lookbackDays, snapshots: least }, spacing) > days) return null;
  let snapshots = limits.snapshots ?? most.snapshots;
  while (daysBeforeNeeded({ lookbackDays, snapshots }, spacing) > days) snapshots--;
  return { lookbackDays, snapshots };
}

function chosenLookback(
  days: number,
  spacing: SnapshotSpacing,
  { most, snapshots: fixed, leastLookbackDays = 1 }: WindowLimits,
): number {
  const snapshots = fixed ?? most.snapshots;
  const whole = daysBeforeNeeded({ lookbackDays: most.lookbackDays, snapshots }, spacing);
  if (days >= whole) return most.lookbackDays;
  const least = Math.min(leastLookbackDays, most.lookbackDays);
  const room = (count: number) => days - daysBetweenSnapshots(count, spacing);
  const bounded = (lookback: number, longest: number) =>
    Math.min(most.lookbackDays, Math.max(least, Math.min(lookback, longest)));
  if (fixed !== undefined) return bounded(wholeWeeks(room(fixed)), room(fixed));
  const two = room(2);
  if (two < Math.max(WEEK, least)) return bounded(days, days);
  const share = Math.round((days * most.lookbackDays) / whole / WEEK) * WEEK;
  return bounded(Math.max(WEEK, share), wholeWeeks(two));
}

function daysBetweenSnapshots(snapshots: number, { horizonDays, everyDays }: SnapshotSpacing): number {
  return snapshots === 1 ? 0 : horizonDays + (snapshots - 2) * everyDays;
}

/** Whole weeks, so that every weekday counts as often; fewer days than a week as they are. */
function wholeWeeks(days: number): number {
  return days < WEEK ? days : days - (days % WEEK);
}
