import type { JobSettings, Ports, Progress } from '@propensity/core';
import { openLocalStack } from '@propensity/local-adapters';
import { CODE_VERSION } from './code-version.js';
import type { LoadedConfig } from './load-config.js';

/** The ports of a configured stack; `close` lets go of its warehouse. */
export interface Stack {
  readonly ports: Ports;
  readonly settings: JobSettings;
  close(): Promise<void>;
}

/** Composes the stack that a configuration names. The one place that knows every stack. */
export function openStack(
  { config, baseDirectory }: LoadedConfig,
  options: { readonly progress: Progress; readonly clock: () => number },
): Stack {
  switch (config.stack) {
    case 'local':
      return openLocalStack(config, { baseDirectory, codeVersion: CODE_VERSION, ...options });
  }
}
