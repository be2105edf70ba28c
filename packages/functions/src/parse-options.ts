import { parseArgs } from 'node:util';

/** What an entry point is told from outside. */
export interface EntryOptions {
  /** Path of the configuration file; the default names when undefined. */
  readonly configFile: string | undefined;
}

/**
 * Reads `--config FILE` or `PROPENSITY_CONFIG`; the argument wins. Arguments of the host program are ignored.
 * The only reader of the environment in this package.
 */
export function parseOptions(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): EntryOptions {
  const { values } = parseArgs({ args: [...argv], options: { config: { type: 'string' } }, strict: false });
  const argument = typeof values.config === 'string' ? values.config : undefined;
  return { configFile: argument ?? env.PROPENSITY_CONFIG };
}
