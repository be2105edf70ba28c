import type { SnapshotSummary } from '../ports/feature-snapshots.js';
import type { Ports } from '../ports/ports.js';
import type { CalendarDay } from '../windows/calendar-day.js';

/** Materialises the snapshots of these days, one after the other, and reports each. Their summaries, in the same order. */
export async function materialiseSnapshots(
  { snapshots, progress }: Pick<Ports, 'snapshots' | 'progress'>,
  days: readonly CalendarDay[],
): Promise<SnapshotSummary[]> {
  progress.step('Computing features', days.length);
  await snapshots.prepare?.(days);
  const summaries: SnapshotSummary[] = [];
  for (const [index, day] of days.entries()) {
    summaries.push(await snapshots.materialise(day));
    progress.advance(index + 1);
  }
  return summaries;
}
