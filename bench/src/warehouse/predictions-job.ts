import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type PredictResult, predictions } from '@propensity/core/jobs';
import { type FeatureSet, openBenchStack, SNAPSHOT } from './bench-stack.js';

/** The job's time, of which the `steps` are what it reports; letting go of the warehouse is in it. */
export interface PredictionsTime {
  readonly seconds: number;
  readonly steps: Readonly<Record<string, number>>;
  readonly counts: PredictResult['counts'];
}

/**
 * Runs the predictions job on a copy of what `preparePredictions` left in `folder`.
 * @param served somebody has been looked up there before, so that the job keeps the file that lookups read
 */
export async function timePredictions(
  folder: string,
  set: FeatureSet = 'all',
  served = false,
): Promise<PredictionsTime> {
  const copy = join(folder, 'copy');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy);
  for (const name of ['warehouse.duckdb', 'models']) {
    cpSync(join(folder, name), join(copy, name), { recursive: true });
  }
  if (served) await lookUp(folder, copy, set);
  const steps: Record<string, number> = {};
  const begun = performance.now();
  let last = { name: 'Opening', at: begun };
  const step = (name: string) => {
    const at = performance.now();
    steps[last.name] = Math.round(at - last.at) / 1000;
    last = { name, at };
  };
  const { ports, settings, close } = openBenchStack(join(folder, 'export'), copy, set);
  try {
    const { counts } = await predictions({ ...ports, progress: { ...ports.progress, step } }, settings, {
      snapshot: SNAPSHOT,
    });
    step('Closing');
    await close();
    step('');
    return { seconds: Math.round(last.at - begun) / 1000, steps, counts };
  } finally {
    await close();
    rmSync(copy, { recursive: true });
  }
}

async function lookUp(folder: string, copy: string, set: FeatureSet): Promise<void> {
  const { ports, settings, close } = openBenchStack(join(folder, 'export'), copy, set);
  await ports.predictions.find('nobody', settings.targetEvent);
  await close();
}
