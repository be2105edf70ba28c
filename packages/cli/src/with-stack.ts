import type { Stack } from '@propensity/functions';
import type { GlobalOptions } from './global-options.js';
import type { Io } from './io.js';
import { terminalProgress } from './terminal-progress.js';

/** Loads the configuration, opens its stack for `work`, and lets go of it whatever happens. */
export async function withStack<T>(
  io: Io,
  options: GlobalOptions,
  work: (stack: Stack & { readonly configFile: string }) => Promise<T>,
): Promise<T> {
  const { loadConfig, openStack } = await import('@propensity/functions');
  const loaded = await loadConfig(options.config, io.cwd);
  const progress = terminalProgress(io, options.quiet === true);
  const stack = await openStack(loaded, { progress, clock: io.clock });
  try {
    return await work({ ...stack, configFile: loaded.file });
  } finally {
    progress.stop();
    await stack.close();
  }
}
