import { parsePreprocessor } from '../artifact/preprocessor-file.js';
import { DEFAULT_WINDOWS } from '../config/config-schema.js';
import type { JobSettings } from '../config/settings.js';
import { withWindows } from '../config/settings-of.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { Ports } from '../ports/ports.js';
import type { WindowsJson } from '../results/windows-json.js';
import { type CalendarDay, daysBetween } from '../windows/calendar-day.js';
import type { SnapshotCalendar } from '../windows/snapshot-calendar.js';
import { exportDaysNeeded, fittingWindows } from '../windows/training-windows.js';

/** What a job works with: ports, settings and calendar of the same windows. */
export interface JobWindows {
  readonly ports: Ports;
  readonly settings: JobSettings;
  readonly calendar: SnapshotCalendar;
}

/**
 * The windows of a training at `snapshot`: those of the configuration, and of those that it leaves out as much as the days before
 * the snapshot allow, up to the defaults. Where nothing fits, the defaults, which are then refused for the days that are missing. The
 * lookback of a preprocessing that was built beforehand is kept.
 */
export async function trainingWindows(given: JobWindows, snapshot: CalendarDay): Promise<JobWindows> {
  const { settings, calendar } = given;
  const { adaptive, training, horizonDays } = settings;
  if (adaptive === undefined) return given;
  const days = daysBetween(calendar.firstDay, snapshot);
  const lookbackDays = adaptive.lookbackDays && canChange(given) ? await builtLookback(given) : settings.lookbackDays;
  const windows = fittingWindows(
    days,
    { horizonDays, everyDays: training.everyDays },
    {
      most: DEFAULT_WINDOWS,
      lookbackDays,
      snapshots: adaptive.snapshots ? undefined : training.snapshots,
      leastLookbackDays: settings.leastLookbackDays,
    },
  );
  return windows === null ? given : atWindows(given, withWindows(settings, windows));
}

/**
 * The windows of a model that was trained before: where the configuration leaves the lookback out, the model's own, however many days
 * there are by now. One that the configuration names stays, and a model of another one is refused for its features.
 */
export function windowsOfModel(given: JobWindows, lookbackDays: number): JobWindows {
  const { settings } = given;
  if (settings.adaptive?.lookbackDays !== true || !canChange(given)) return given;
  const { snapshots } = settings.training;
  return atWindows(given, withWindows(settings, { lookbackDays, snapshots }));
}

/** Ports and calendar for the windows of other settings; what does not depend on them stays. */
export function atWindows(given: JobWindows, settings: JobSettings): JobWindows {
  const { ports, calendar } = given;
  const { lookbackDays, horizonDays } = settings;
  if (lookbackDays === given.settings.lookbackDays && horizonDays === given.settings.horizonDays) {
    return { ports, calendar, settings };
  }
  return {
    settings,
    ports: { ...ports, ...ports.withWindows?.({ lookbackDays, horizonDays }) },
    calendar: calendar.withOptions?.({ lookbackDays, horizonDays }) ?? calendar,
  };
}

/** What a training, or a check of one, says of its windows. */
export function windowsJson({ settings, calendar }: JobWindows, snapshot: CalendarDay): WindowsJson {
  const { lookbackDays, horizonDays, training, adaptive } = settings;
  const { snapshots, everyDays } = training;
  const most = {
    lookbackDays: adaptive?.lookbackDays ? DEFAULT_WINDOWS.lookbackDays : lookbackDays,
    snapshots: adaptive?.snapshots ? DEFAULT_WINDOWS.snapshots : snapshots,
  };
  return {
    lookback_days: lookbackDays,
    horizon_days: horizonDays,
    time_zone: settings.timeZone,
    // A source whose snapshots are given may have fewer.
    snapshots: calendar.trainingPlan(snapshot, training).all.length,
    adapted: most.lookbackDays !== lookbackDays || most.snapshots !== snapshots,
    days_before: daysBetween(calendar.firstDay, snapshot),
    export_days_needed: exportDaysNeeded({ lookbackDays, snapshots }, { horizonDays, everyDays }),
    export_days_for_defaults: exportDaysNeeded(most, { horizonDays, everyDays }),
  };
}

/** That windows were fitted to the days there are, and what more days would bring; null where they were not. */
export function adaptedNote(windows: WindowsJson, snapshot: CalendarDay): string | null {
  if (!windows.adapted) return null;
  const { lookback_days, snapshots, days_before, export_days_for_defaults } = windows;
  return (
    `The export has ${days_before} ${days_before === 1 ? 'day' : 'days'} before ${snapshot}, too few for the defaults: this uses ` +
    `lookbackDays ${lookback_days} and training.snapshots ${snapshots}. Later trainings use more, up to the defaults at ` +
    `${export_days_for_defaults} days of export.`
  );
}

/** That the scores follow a model whose lookback is shorter than the default; null where they do not. */
export function modelWindowsNote({ adaptive }: JobSettings, model: string, lookbackDays: number): string | null {
  if (adaptive?.lookbackDays !== true || lookbackDays === DEFAULT_WINDOWS.lookbackDays) return null;
  return `Scored on the last ${lookbackDays} days of each user, as ${model} was trained; a later training uses more days once they are there.`;
}

function canChange({ ports, calendar }: JobWindows): boolean {
  return ports.withWindows !== undefined && calendar.withOptions !== undefined;
}

/** The lookback of the preprocessing that the configuration names; undefined without one, or where training is going to refuse it. */
async function builtLookback({ ports, settings }: JobWindows): Promise<number | undefined> {
  const { preprocessor: name } = settings.training;
  if (name === undefined) return undefined;
  try {
    return parsePreprocessor(await ports.artifacts.read(name), name).windows.lookbackDays;
  } catch (error) {
    if (PropensityError.is(error)) return undefined;
    throw error;
  }
}
