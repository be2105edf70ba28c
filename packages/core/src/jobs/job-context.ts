import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { ModelRecord } from '../ports/model-registry.js';
import type { Ports } from '../ports/ports.js';
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
  return (await ports.events.calendar?.(today)) ?? new ExportCalendar(await ports.events.days(), today, settings);
}

/**
 * The registry's records, after a check that they predict what the configuration asks for.
 * @throws PropensityError `other_target` when the store holds models of another target or horizon.
 */
export async function recordsOf(ports: Ports, settings: JobSettings): Promise<readonly ModelRecord[]> {
  const records = await ports.registry.list();
  const other = records.find(
    (record) => record.targetEvent !== settings.targetEvent || record.horizonDays !== settings.horizonDays,
  );
  if (other !== undefined) {
    throw new PropensityError(
      'other_target',
      `These tables hold models for "${other.targetEvent}" within ${other.horizonDays} days; the configuration asks for ` +
        `"${settings.targetEvent}" within ${settings.horizonDays} days.`,
      {
        kind: 'usage',
        hint: 'Give each target tables of its own: another local.folder or, on Google Cloud, another gcp.dataset.',
        details: { model: other.model },
      },
    );
  }
  return records;
}
