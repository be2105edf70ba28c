import { z } from 'zod';
import { canonicalJson } from '../artifact/canonical-json.js';
import { sha256Hex } from '../artifact/sha256.js';
import { PropensityError } from '../errors/propensity-error.js';
import { closestName } from './closest-name.js';
import { configSchema, type PropensityConfig, type PropensityConfigInput } from './config-schema.js';
import type { JobSettings } from './settings.js';

/** Gives a TypeScript configuration file its types; returns what it is given. */
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
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) => describeIssue(issue, input));
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

/** What the jobs need of a configuration. `codeVersion` is the version of the program that runs them. */
export function settingsOf(config: PropensityConfig, codeVersion: string): JobSettings {
  const { source, target, lookbackDays, horizonDays, finalLagDays, features, training } = config;
  const decisive = { source: { ...source, events: undefined }, target, lookbackDays, horizonDays, features, training };
  return {
    targetEvent: target.event,
    lookbackDays,
    horizonDays,
    finalLagDays,
    timeZone: source.timeZone,
    allowMissingDays: [...source.allowMissingDays].sort(),
    training,
    configHash: sha256Hex(canonicalJson(decisive)).slice(0, 16),
    codeVersion,
  };
}

function count(faults: number): string {
  return faults === 1 ? 'a fault' : `${faults} faults`;
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown): string[] {
  const path = issue.path.map(String).join('.');
  const at = path === '' ? 'the configuration' : `"${path}"`;
  const found = JSON.stringify(valueAt(input, issue.path)) ?? 'nothing';
  switch (issue.code) {
    case 'unrecognized_keys': {
      const allowed = allowedKeys(issue.path);
      return issue.keys.map((key) => {
        const near = closestName(key, allowed);
        const suggestion = near === null ? `allowed are: ${allowed.join(', ')}` : `did you mean "${near}"?`;
        return `"${[path, key].filter(Boolean).join('.')}" is not a known key; ${suggestion}`;
      });
    }
    case 'invalid_type':
      return [`${at} is ${found}; expected ${issue.expected === 'int' ? 'a whole number' : issue.expected}`];
    case 'invalid_value':
      return [`${at} is ${found}; allowed: ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`];
    case 'too_small':
      return [`${at} is ${found}; expected at least ${issue.minimum}`];
    case 'too_big':
      return [`${at} is ${found}; expected at most ${issue.maximum}`];
    default:
      return [`${at} is ${found}; expected ${issue.message}`];
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return value;
}

/** The keys that the schema allows at a path of objects; empty elsewhere. */
function allowedKeys(path: readonly PropertyKey[]): string[] {
  let node: JsonSchemaNode | undefined = configJsonSchema();
  for (const key of path) node = typeof key === 'number' ? node?.items : node?.properties?.[String(key)];
  return Object.keys(node?.properties ?? {}).filter((key) => key !== '$schema');
}

interface JsonSchemaNode {
  properties?: Record<string, JsonSchemaNode>;
  items?: JsonSchemaNode;
}
