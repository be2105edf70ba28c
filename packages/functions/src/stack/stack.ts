import type { JobSettings } from '@propensity/core/config';
import type { Ports } from '@propensity/core/ports';
import type { Notices } from '../notices/notices.js';

/** How getProba answers. */
export interface Serving {
  /** How long it may answer from memory; 0 looks every request up. */
  readonly cacheSeconds: number;
  /** Users that it keeps in memory. */
  readonly cacheEntries: number;
}

/** Everything the jobs run on: the ports of one platform, and what the configuration asks of them. */
export interface Stack {
  readonly ports: Ports;
  readonly settings: JobSettings;
  /** True where jobs of several stacks may be at work at once (services); false where one keeps others out (a file). */
  readonly shared: boolean;
  readonly serving: Serving;
  readonly notices: Notices;
  /** Does ahead of the first lookup what it would have to wait for. */
  readonly prepareLookups?: (() => Promise<void>) | undefined;
  /** Lets go of files, locks and connections. @param outcome `refused`: nothing came of the work, so that nothing new is kept for it */
  close(outcome?: { readonly refused?: boolean }): Promise<void>;
}
