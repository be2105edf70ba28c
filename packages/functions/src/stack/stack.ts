import type { JobSettings, Ports } from '@propensity/core';

/** Everything the jobs run on: the ports of one platform, and what the configuration asks of them. */
export interface Stack {
  readonly ports: Ports;
  readonly settings: JobSettings;
  /** Lets go of files, locks and connections. */
  close(): Promise<void>;
}
