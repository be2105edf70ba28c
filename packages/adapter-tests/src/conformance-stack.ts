import type { JobSettings } from '@propensity/core/config';
import type { Ports } from '@propensity/core/ports';
import type { ConformanceFixture } from './support/shop-fixture.js';

/** A stack under test, opened over the fixture's events, with empty stores. */
export interface ConformanceStack {
  readonly ports: Ports;
  readonly settings: JobSettings;
  /** Closes everything that the stack holds open. */
  close(): Promise<void>;
}

/** Opens a new stack of the adapters under test; two stacks share nothing. */
export type CreateStack = (fixture: ConformanceFixture) => Promise<ConformanceStack>;
