import { PropensityError } from '../errors/propensity-error.js';
import { addDays, type CalendarDay } from '../windows/calendar-day.js';

/**
 * Refuses a training snapshot whose label window [S, S + horizonDays) is not over at the test snapshot: its labels would
 * tell of days that the test is about.
 * @throws PropensityError `embargo_violated`
 */
export function assertEmbargo(
  trainSnapshots: readonly CalendarDay[],
  testSnapshot: CalendarDay,
  horizonDays: number,
): void {
  const tooLate = trainSnapshots.filter((snapshot) => addDays(snapshot, horizonDays) > testSnapshot);
  if (tooLate.length === 0) return;
  throw new PropensityError(
    'embargo_violated',
    `Training snapshots ${tooLate.join(', ')} have labels from ${testSnapshot} or later, where the test begins.`,
    {
      kind: 'refused',
      hint: `Train on snapshots no later than ${addDays(testSnapshot, -horizonDays)}.`,
      details: { snapshots: tooLate, testSnapshot, horizonDays },
    },
  );
}
