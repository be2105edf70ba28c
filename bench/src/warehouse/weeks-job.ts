import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, type CalendarDay } from '@propensity/core/windows';
import { LOOKBACK_DAYS, openBenchStack, SNAPSHOT } from './bench-stack.js';

/** Days between two snapshots of a training. */
export const EVERY_DAYS = 7;
export const SNAPSHOTS = 8;
/** So many days before S the first of a training's snapshots looks back. */
export const WEEKS_DAYS = LOOKBACK_DAYS + (SNAPSHOTS - 1) * EVERY_DAYS;

/**
 * What is measured: S in a new folder; a training's snapshots in a new folder; S in the folder in which the snapshot of the week before has been
 * computed, which `before` prepares.
 */
export type WeeksPart = 'first' | 'eight' | 'before' | 'later';

export interface WeeksTime {
  readonly seconds: number;
  /** Of the newest snapshot. */
  readonly users: number;
  /** Of the file of kept events. */
  readonly kept_bytes: number;
}

/** Computes the snapshots of a part, with opening the warehouse and letting go of it. @param folder of the export */
export async function timeWeeks(folder: string, part: WeeksPart): Promise<WeeksTime> {
  const stackFolder = join(folder, 'stack');
  if (part !== 'later') rmSync(stackFolder, { recursive: true, force: true });
  const begun = performance.now();
  const { ports, close } = openBenchStack(folder, stackFolder);
  let users = 0;
  try {
    const snapshots = snapshotsOf(part);
    await ports.snapshots.prepare?.(snapshots);
    for (const snapshot of snapshots) users = (await ports.snapshots.materialise(snapshot)).users;
  } finally {
    await close();
  }
  const seconds = Math.round(performance.now() - begun) / 1000;
  const kept = readdirSync(stackFolder).filter((name) => name.startsWith('events-'));
  const kept_bytes = kept.reduce((sum, name) => sum + statSync(join(stackFolder, name)).size, 0);
  if (part !== 'before') rmSync(stackFolder, { recursive: true });
  return { seconds, users, kept_bytes };
}

/** In order: the newest last. */
function snapshotsOf(part: WeeksPart): CalendarDay[] {
  switch (part) {
    case 'first':
    case 'later':
      return [SNAPSHOT];
    case 'before':
      return [addDays(SNAPSHOT, -EVERY_DAYS)];
    case 'eight':
      return Array.from({ length: SNAPSHOTS }, (_, k) => addDays(SNAPSHOT, (k + 1 - SNAPSHOTS) * EVERY_DAYS));
  }
}
