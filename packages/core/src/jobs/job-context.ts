import type { JobSettings } from '../config/settings.js';
import type { Ports } from '../ports/ports.js';
import type { PublishedRun } from '../ports/prediction-store.js';
import { type CalendarDay, dayAt, parseDay } from '../windows/calendar-day.js';
import { ExportCalendar } from '../windows/export-calendar.js';
import type { SnapshotCalendar } from '../windows/snapshot-calendar.js';

export interface SnapshotOptions {
  /** S; derived from the clock and the data when left out. */
  readonly snapshot?: CalendarDay | undefined;
  /** Replaces today, for backfills. */
  readonly triggerDate?: CalendarDay | undefined;
}

/** Today in the property's time zone, or the trigger date of a backfill. */
export function todayOf(ports: Ports, settings: JobSettings, options: SnapshotOptions): CalendarDay {
  return options.triggerDate === undefined ? dayAt(ports.clock(), settings.timeZone) : parseDay(options.triggerDate);
}

/** The calendar of the days that the source has. */
export async function openCalendar(
  ports: Ports,
  settings: JobSettings,
  options: SnapshotOptions,
): Promise<SnapshotCalendar> {
  ports.progress.step('Looking at the export');
  const today = todayOf(ports, settings, options);
  const clockDay = dayAt(ports.clock(), settings.timeZone);
  return (
    (await ports.events.calendar?.(today, clockDay)) ?? new ExportCalendar(await ports.events.days(), today, settings)
  );
}

/** The published runs of the configuration's target, by snapshot, then moment, oldest first. */
export async function runsOf(
  ports: Pick<Ports, 'predictions'>,
  { targetEvent }: Pick<JobSettings, 'targetEvent'>,
): Promise<readonly PublishedRun[]> {
  return (await ports.predictions.runs()).filter((run) => run.target === targetEvent);
}
