import { z } from 'zod';
import { PropensityError } from '../errors/propensity-error.js';
import { combinationFaults } from './combination-faults.js';
import { configSchema, type PropensityConfig, type PropensityConfigInput } from './config-schema.js';
import { describeIssue } from './describe-issue.js';
import { stackFaults } from './stack-faults.js';

/** Gives a TypeScript configuration file its types; returns its argument. */
export function defineConfig(config: PropensityConfigInput): PropensityConfigInput {
  return config;
}

/** The JSON Schema of the configuration file, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configSchema, { io: 'input' }) as Record<string, unknown>;
}

/**
 * Checks a configuration whole and fills in its defaults.
 * @throws PropensityError `invalid_config` (kind `usage`): for every fault its path, what was found and what is allowed.
 */
export function parseConfig(input: unknown): PropensityConfig {
  const parsed = configSchema.safeParse(input, { reportInput: true });
  const issues = parsed.success ? [] : describeIssues(parsed.error.issues, input);
  const faults = [...issues, ...stackFaults(input), ...(parsed.success ? combinationFaults(parsed.data) : [])];
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new PropensityError(
    'invalid_config',
    `The configuration has ${count(faults.length)}:\n  ${faults.join('\n  ')}`,
    {
      kind: 'usage',
      hint: 'Correct it and run again; "propensity init" writes a configuration that works.',
      details: { faults },
    },
  );
}

function describeIssues(issues: readonly z.core.$ZodIssue[], input: unknown): string[] {
  const schema = configJsonSchema();
  return issues.flatMap((issue) => describeIssue(issue, input, schema));
}

function count(faults: number): string {
  return faults === 1 ? 'a fault' : `${faults} faults`;
}
