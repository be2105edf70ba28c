import { parseArgs } from 'node:util';
import { PropensityError } from '@propensity/core';
import { type Secrets, secretsOf } from './secrets.js';

const OPTIONS = { config: { type: 'string' }, target: { type: 'string' } } as const;

export interface FunctionOptions {
  /** Path of the configuration file; undefined looks for the default one in the working directory. */
  readonly config: string | undefined;
  /** Google Cloud project of the log's traces where the configuration names none. */
  readonly project: string | undefined;
  /** The function that functions-framework serves. */
  readonly target: string | undefined;
  readonly secrets: Secrets;
}

/**
 * Options of a deployed function: `--config FILE`, or else PROPENSITY_CONFIG; GOOGLE_CLOUD_PROJECT; the secrets; and
 * functions-framework's own `--target`, or else FUNCTION_TARGET. Its other arguments (`--source`, …) are left to it.
 * @param argv Arguments after the program's name.
 * @throws PropensityError `bad_option` when `--config` has no value.
 */
export function parseOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): FunctionOptions {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS, strict: false });
  if (values.config === true || values.config === '') {
    throw new PropensityError('bad_option', '--config has no value.', {
      kind: 'usage',
      hint: 'Write --config FILE.',
    });
  }
  const target = values.target ?? env.FUNCTION_TARGET;
  const config = values.config ?? (env.PROPENSITY_CONFIG || undefined);
  return {
    config: typeof config === 'string' ? config : undefined,
    project: env.GOOGLE_CLOUD_PROJECT || undefined,
    target: typeof target === 'string' ? target : undefined,
    secrets: secretsOf(env),
  };
}
