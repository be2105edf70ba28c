import { describe, inject, it } from 'vitest';

/** Where the servers of a test run answer; both on loopback unless the environment names others. */
export interface TestServers {
  readonly bigquery: string;
  readonly storage: string;
  /** A name of this test run, in data sets that its tests share. */
  readonly run: string;
  /** `host:port` of the Storage Read API, where the BigQuery server is one that we started. */
  readonly readApi?: string;
}

/** Why a test run has no servers. */
export interface NoTestServers {
  readonly unavailable: string;
  /** Whether the tests that need them are then skipped, or fail. */
  readonly skip: boolean;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Several, so that as many test files run at once. */
    testServers: readonly TestServers[] | NoTestServers;
  }
}

// Tests that are skipped still have to be declared, with addresses that nobody answers at.
const NOWHERE: TestServers = { bigquery: 'http://127.0.0.1:1', storage: 'http://127.0.0.1:1', run: 'none' };

/** Declares tests that need the servers; where none can be had they are skipped, and the name says why. */
export function describeOnServers(name: string, tests: (servers: TestServers) => void): void {
  const servers = inject('testServers');
  if (!('unavailable' in servers)) {
    // Vitest numbers the workers that run at the same time.
    const mine = servers[Number(process.env.VITEST_POOL_ID) % servers.length]!;
    describe(name, () => tests(mine));
  } else if (servers.skip) {
    describe.skip(`${name} (skipped: ${servers.unavailable})`, () => tests(NOWHERE));
  } else {
    it(`${name}: has servers to run on`, () => {
      throw new Error(servers.unavailable);
    });
  }
}
