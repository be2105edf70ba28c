import { PropensityError } from '@propensity/core';

/** No day files are looked for where functions are deployed. */
export async function findExports(): Promise<never[]> {
  return [];
}

/**
 * Stands in for `@propensity/local-adapters` in the folders that are deployed, so that DuckDB is not installed there.
 * @throws PropensityError `stack_not_deployed` (kind `usage`), always.
 */
export async function openLocalStack(): Promise<never> {
  throw new PropensityError('stack_not_deployed', 'A deployed function cannot run the stack "local".', {
    kind: 'usage',
    hint: 'Set "stack" to "gcp" in the configuration file and deploy it again.',
  });
}
