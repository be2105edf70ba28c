import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import { addDays, type CalendarDay, dayAt } from '../windows/calendar-day.js';

type Retention = Pick<JobSettings, 'retentionDays' | 'timeZone'>;

/** The first week whose predictions are kept on that day; undefined where all are kept. */
export function firstKeptDay(
  today: CalendarDay,
  { retentionDays }: Pick<Retention, 'retentionDays'>,
): CalendarDay | undefined {
  return retentionDays === undefined ? undefined : addDays(today, -retentionDays);
}

/**
 * False for a week whose predictions have been deleted, or may be at any moment.
 * @param now milliseconds since the epoch, by the clock, as the warehouse has it; not the trigger date of a backfill
 */
export function isKept(week: CalendarDay, now: number, retention: Retention): boolean {
  const first = firstKeptDay(dayAt(now, retention.timeZone), retention);
  return first === undefined || week >= first;
}

/**
 * @param now as in `isKept`
 * @throws PropensityError `beyond_retention` (kind `usage`) for a week whose predictions would not be kept
 */
export function assertKept(week: CalendarDay, now: number, retention: Retention): void {
  if (isKept(week, now, retention)) return;
  const { retentionDays } = retention;
  throw new PropensityError(
    'beyond_retention',
    `Predictions are kept for ${retentionDays} days; those of ${week} would be deleted at once.`,
    { kind: 'usage', hint: 'Raise retentionDays, or score a later week.', details: { week, retentionDays } },
  );
}
