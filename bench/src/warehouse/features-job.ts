import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SnapshotSummary } from '@propensity/core';
import { openBenchStack, SNAPSHOT } from './bench-stack.js';

/** Computes the feature snapshot of the export in `folder` into a new warehouse. Letting go of that is in the time. */
export async function timeFeatures(folder: string): Promise<SnapshotSummary & { readonly seconds: number }> {
  const stackFolder = join(folder, 'stack');
  rmSync(stackFolder, { recursive: true, force: true });
  const begun = performance.now();
  const { ports, close } = openBenchStack(folder, stackFolder);
  try {
    const summary = await ports.snapshots.materialise(SNAPSHOT);
    await close();
    return { ...summary, seconds: Math.round(performance.now() - begun) / 1000 };
  } finally {
    await close();
    rmSync(stackFolder, { recursive: true });
  }
}
