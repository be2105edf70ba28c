import { join } from 'node:path';
import { resultSchemas as schemasOfPackage } from '../../../packages/cli/scripts/result-schemas.js';
import { ROOT } from '../repository.js';

/** A JSON Schema, as far as results need it. */
export interface ResultSchema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, ResultSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: ResultSchema;
  readonly items?: ResultSchema;
  readonly prefixItems?: readonly ResultSchema[];
  readonly anyOf?: readonly ResultSchema[];
}

/** Results that are not named after their command, after which of its own they come; with `--`, those of any command. */
const OF: Readonly<Record<string, string>> = {
  'models-change': 'models',
  'models-diff': 'models',
  'models-effects': 'models',
  'models-show': 'models',
  'print-sql': '--print-sql',
  error: '--error',
};

/**
 * The results of the commands, as JSON Schemas by command; several where an option changes the result. They are made from the
 * types of the command line, whose tests check real results against them.
 */
export function resultSchemas(): Map<string, ResultSchema[]> {
  const schemas = new Map<string, ResultSchema[]>();
  const found = [...schemasOfPackage(join(ROOT, 'packages/cli'))].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, schema] of found as [string, ResultSchema][]) {
    const command = OF[name] ?? name;
    const others = schemas.get(command) ?? [];
    schemas.set(command, name === command ? [schema, ...others] : [...others, schema]);
  }
  return schemas;
}
