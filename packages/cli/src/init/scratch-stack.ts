import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type PropensityConfigInput, parseConfig } from '@propensity/core/config';
import type { Progress } from '@propensity/core/ports';
import type { Stack } from '@propensity/functions';
import type { Io } from '../io.js';

/**
 * Opens the stack of a configuration that is not written yet. A local one keeps its files in a folder that is deleted afterwards: nothing
 * is left beside a configuration that may not be written after all. On Google Cloud `work` must write nothing.
 * @param file of the configuration: relative paths stand against its folder
 */
export async function withScratchStack<T>(
  io: Io,
  {
    file,
    config,
    progress,
  }: { readonly file: string; readonly config: PropensityConfigInput; readonly progress: Progress },
  work: (stack: Stack) => Promise<T>,
): Promise<T> {
  const { openStack } = await import('@propensity/functions');
  const folder = await mkdtemp(join(tmpdir(), 'propensity-init-'));
  try {
    const loaded = {
      file,
      baseDirectory: dirname(file),
      config: parseConfig({ ...config, local: { folder } }),
    };
    const stack = await openStack(loaded, { progress, clock: io.clock, secrets: {} });
    try {
      return await work(stack);
    } finally {
      await stack.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
