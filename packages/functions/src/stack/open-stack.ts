import type { Progress } from '@propensity/core';
import { CODE_VERSION } from '../code-version.js';
import type { LoadedConfig } from '../config/load-config.js';
import type { Stack } from './stack.js';

export interface OpenStackOptions {
  readonly progress: Progress;
  /** Milliseconds since the epoch, UTC. */
  readonly clock: () => number;
}

type OpenStack = (loaded: LoadedConfig, options: OpenStackOptions) => Promise<Stack>;

/** One opener per value of `config.stack`; each loads its adapters only when it is asked for. */
const openers: Readonly<Record<LoadedConfig['config']['stack'], OpenStack>> = {
  async local({ config, baseDirectory }, options) {
    const { openLocalStack } = await import('@propensity/local-adapters');
    return openLocalStack(config, { ...options, baseDirectory, codeVersion: CODE_VERSION });
  },
  async gcp({ config }, options) {
    const { openGcpStack } = await import('@propensity/gcp-adapters');
    return openGcpStack(config, { ...options, codeVersion: CODE_VERSION });
  },
};

/** Opens the stack that the configuration names. The caller closes it. */
export function openStack(loaded: LoadedConfig, options: OpenStackOptions): Promise<Stack> {
  return openers[loaded.config.stack](loaded, options);
}
