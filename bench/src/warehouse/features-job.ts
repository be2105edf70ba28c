import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SnapshotSummary } from '@propensity/core/ports';
import { addDays } from '@propensity/core/windows';
import { openBenchStack, SNAPSHOT } from './bench-stack.js';

/** How long snapshots took, in seconds. */
export interface FeaturesTime extends SnapshotSummary {
  /** The first one of a new warehouse, with making the events of both flat; letting go of the warehouse is in it. */
  readonly seconds: number;
  /** One of the day before: the others of a training cost as much. */
  readonly another_seconds: number;
}

/** Computes the feature snapshot of the export in `folder` into a new warehouse, then that of the day before. */
export async function timeFeatures(folder: string): Promise<FeaturesTime> {
  const stackFolder = join(folder, 'stack');
  rmSync(stackFolder, { recursive: true, force: true });
  const { ports, close } = openBenchStack(folder, stackFolder);
  const timed = async <T>(work: () => Promise<T>): Promise<[seconds: number, result: T]> => {
    const begun = performance.now();
    const result = await work();
    return [(performance.now() - begun) / 1000, result];
  };
  try {
    const dayBefore = addDays(SNAPSHOT, -1);
    const [first, summary] = await timed(async () => {
      await ports.snapshots.prepare?.([SNAPSHOT, dayBefore]);
      return ports.snapshots.materialise(SNAPSHOT);
    });
    const [another] = await timed(() => ports.snapshots.materialise(dayBefore));
    const [closing] = await timed(close);
    return { ...summary, seconds: rounded(first + closing), another_seconds: rounded(another) };
  } finally {
    await close();
    rmSync(stackFolder, { recursive: true });
  }
}

function rounded(seconds: number): number {
  return Math.round(1000 * seconds) / 1000;
}
